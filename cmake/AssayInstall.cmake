# What users of the client library get: headers, static libraries, the CMake package Assay (target
# Assay::client), and assay-client.pc. One component, so that it can be installed by itself:
#   cmake --install BUILD --component client --prefix PREFIX
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(ASSAY_CMAKE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/Assay)
foreach(part core proto grpc capture client)
  set_target_properties(assay_${part} PROPERTIES EXPORT_NAME ${part})
  install(TARGETS assay_${part} EXPORT AssayTargets
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT client)
endforeach()

# Under include/assay, with the paths that they have here: #include "client/run.h".
install(DIRECTORY ${CMAKE_SOURCE_DIR}/client ${CMAKE_SOURCE_DIR}/core
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/assay COMPONENT client
  FILES_MATCHING PATTERN "*.h"
  PATTERN internal EXCLUDE PATTERN testing EXCLUDE PATTERN test_files.h EXCLUDE)
install(DIRECTORY ${CMAKE_BINARY_DIR}/proto/gen/assay
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/assay COMPONENT client
  FILES_MATCHING PATTERN "*.h")

install(EXPORT AssayTargets NAMESPACE Assay:: DESTINATION ${ASSAY_CMAKE_DIR} COMPONENT client)
configure_package_config_file(${CMAKE_SOURCE_DIR}/cmake/AssayConfig.cmake.in
  ${CMAKE_BINARY_DIR}/AssayConfig.cmake INSTALL_DESTINATION ${ASSAY_CMAKE_DIR})
write_basic_package_version_file(${CMAKE_BINARY_DIR}/AssayConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/AssayConfig.cmake ${CMAKE_BINARY_DIR}/AssayConfigVersion.cmake
  DESTINATION ${ASSAY_CMAKE_DIR} COMPONENT client)

string(REGEX REPLACE "[^/]+" ".." ASSAY_PREFIX_FROM_LIBDIR ${CMAKE_INSTALL_LIBDIR})
configure_file(${CMAKE_SOURCE_DIR}/cmake/assay-client.pc.in ${CMAKE_BINARY_DIR}/assay-client.pc @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/assay-client.pc
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT client)
