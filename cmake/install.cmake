# What others build on: `find_package(legwork COMPONENTS tws)` after `cmake --install build/release --component tws --prefix DIR`.
# Exports legwork::core, market, tws, io and tws_client, with the headers under include/legwork. Included last, once the libraries exist.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(legwork_exported core market tws io tws_client)
foreach(library ${legwork_exported})
  if(NOT TARGET legwork_${library})
    return()  # g++ builds the coroutine-free half only: nothing to offer
  endif()
endforeach()

foreach(library ${legwork_exported})
  set_target_properties(legwork_${library} PROPERTIES EXPORT_NAME ${library})
  target_include_directories(legwork_${library} INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/legwork>)
  target_compile_features(legwork_${library} PUBLIC cxx_std_20)
  install(TARGETS legwork_${library} EXPORT legwork ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT tws)
  install(DIRECTORY ${CMAKE_SOURCE_DIR}/src/${library} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/legwork COMPONENT tws
    FILES_MATCHING PATTERN "*.hpp" PATTERN "scripted_gateway.hpp" EXCLUDE PATTERN "data" EXCLUDE)
endforeach()
# A static library names what it links, the flags of our own code included; only their linker option reaches the user.
set_target_properties(legwork_flags PROPERTIES EXPORT_NAME flags)
install(TARGETS legwork_flags EXPORT legwork COMPONENT tws)

set(legwork_package ${CMAKE_INSTALL_LIBDIR}/cmake/legwork)
install(EXPORT legwork NAMESPACE legwork:: FILE legworkTargets.cmake DESTINATION ${legwork_package} COMPONENT tws)
write_basic_package_version_file(${CMAKE_BINARY_DIR}/legworkConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_SOURCE_DIR}/cmake/legworkConfig.cmake ${CMAKE_BINARY_DIR}/legworkConfigVersion.cmake
  DESTINATION ${legwork_package} COMPONENT tws)
