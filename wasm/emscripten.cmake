# What all WebAssembly builds share: the engine's modules, and its tests and demos run by Node.
# Standalone modules have no JavaScript glue: one file, the same for every host.
# Every host that has SIMD has these as well: a conversion to an integer is one instruction, not a
# test for its range around one.
add_compile_options(-msimd128 -mnontrapping-fptoint -msign-ext)

# The option for the stack's size was renamed.
if(EMSCRIPTEN_VERSION VERSION_LESS 3.1.25)
  set(slm_wasm_stack -sTOTAL_STACK=1048576)
else()
  set(slm_wasm_stack -sSTACK_SIZE=1048576)
endif()
add_link_options(-sSTANDALONE_WASM=1 ${slm_wasm_stack}
  -sALLOW_MEMORY_GROWTH=1 -sINITIAL_MEMORY=16777216 -sMAXIMUM_MEMORY=2147483648)
# Tests and demos are linked without a second optimiser, which would cost more than they run; the
# modules that ship ask for it themselves.
add_link_options(-O1)
set(CMAKE_EXECUTABLE_SUFFIX .wasm)

# Set here, after project(): emcmake and the toolchain choose a Node and flags of their own.
find_program(SLM_NODE node REQUIRED)
set(CMAKE_CROSSCOMPILING_EMULATOR ${SLM_NODE} ${PROJECT_SOURCE_DIR}/tests/core/run-wasm.mjs)
