# Finds Emscripten and hands over to its own toolchain file: in $EMSDK, else where em-config says.
# A preset cannot run a command, so this file stands between.
if(NOT DEFINED EMSCRIPTEN_ROOT_PATH)
  if(DEFINED ENV{EMSDK} AND EXISTS "$ENV{EMSDK}/upstream/emscripten")
    set(EMSCRIPTEN_ROOT_PATH "$ENV{EMSDK}/upstream/emscripten")
  else()
    execute_process(COMMAND em-config EMSCRIPTEN_ROOT
      RESULT_VARIABLE em_config_result OUTPUT_VARIABLE EMSCRIPTEN_ROOT_PATH
      OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    if(NOT em_config_result STREQUAL "0")
      message(FATAL_ERROR "Emscripten not found: run ./setup.sh, or set EMSDK")
    endif()
  endif()
endif()
include("${EMSCRIPTEN_ROOT_PATH}/cmake/Modules/Platform/Emscripten.cmake")
