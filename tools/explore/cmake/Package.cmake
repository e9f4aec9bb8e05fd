# `cmake --install build --component explore --prefix DIR` installs the explorer as a package.
include(GNUInstallDirs)
set(package ${CMAKE_INSTALL_LIBDIR}/cmake/threadlings_explore)
install(TARGETS threadlings_explore threadlings_explore_main threadlings_instrumented
        EXPORT threadlings_exploreTargets
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT explore)
install(DIRECTORY ${CMAKE_CURRENT_LIST_DIR}/../include/threadlings
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT explore)
install(EXPORT threadlings_exploreTargets NAMESPACE threadlings:: DESTINATION ${package}
        COMPONENT explore)
install(FILES ${CMAKE_CURRENT_LIST_DIR}/threadlings_exploreConfig.cmake
              ${CMAKE_CURRENT_LIST_DIR}/../README.md
        DESTINATION ${package} COMPONENT explore)
