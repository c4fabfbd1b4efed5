# cmake --install: both libraries, the public headers, and what finds them: a CMake package
# (find_package(slm), targets slm::slm and slm::slm64) and a pkg-config file for each library.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

# The public headers are slm.h and all that it includes, by whatever way.
set(public_headers slm.h)
foreach(round RANGE 8)
  foreach(header IN LISTS public_headers)
    file(STRINGS ${header} lines REGEX "^#include \"")
    string(REGEX REPLACE "#include \"([^\"]*)\"[^;]*" "\\1" included "${lines}")
    list(APPEND public_headers ${included})
  endforeach()
  list(REMOVE_DUPLICATES public_headers)
endforeach()
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${public_headers})

# Headers include each other by their place below this folder, which is on the users' search path.
foreach(header IN LISTS public_headers)
  get_filename_component(folder ${header} DIRECTORY)
  install(FILES ${header} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/slm/${folder})
endforeach()

set(package ${CMAKE_INSTALL_LIBDIR}/cmake/slm)
install(TARGETS slm slm64 EXPORT slm ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
  INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/slm)
install(EXPORT slm NAMESPACE slm:: FILE slm-config.cmake DESTINATION ${package})
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/slm-config-version.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/slm-config-version.cmake DESTINATION ${package})

# The prefix is found from where the file lies, so that the installed folder can be moved.
file(RELATIVE_PATH up /prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig /prefix)
foreach(library_and_flags IN ITEMS "slm:" "slm64: -DSLM_DOUBLE=1")
  string(REGEX MATCH "([^:]*):(.*)" _ "${library_and_flags}")
  file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/${CMAKE_MATCH_1}.pc "prefix=\${pcfiledir}/${up}
Name: ${CMAKE_MATCH_1}
Description: ${PROJECT_DESCRIPTION}
Version: ${PROJECT_VERSION}
Cflags: -I\${prefix}/${CMAKE_INSTALL_INCLUDEDIR}/slm${CMAKE_MATCH_2}
Libs: -L\${prefix}/${CMAKE_INSTALL_LIBDIR} -l${CMAKE_MATCH_1} -lm
")
  install(FILES ${CMAKE_CURRENT_BINARY_DIR}/${CMAKE_MATCH_1}.pc
    DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endforeach()
