# Every program of this folder is one that knows nothing of the explorer. Its first lines say what
# verdict it must get, as it is and with a definition that makes it wrong:
#   // explore: pass, complete
#   // explore -DNO_LOCK: race
file(GLOB programs CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*.c ${CMAKE_CURRENT_LIST_DIR}/*.cpp)
add_custom_target(explore_programs)
foreach(source ${programs})
  get_filename_component(base ${source} NAME)
  string(REPLACE "." "_" base ${base})
  file(STRINGS ${source} expectations REGEX "^// explore")
  foreach(expectation ${expectations})
    string(REGEX MATCH "^// explore( -D([A-Z_]+))?: (.*)$" matched "${expectation}")
    set(definition ${CMAKE_MATCH_2})
    set(expected ${CMAKE_MATCH_3})
    string(TOLOWER "${base}_${definition}" name)
    string(REGEX REPLACE "_$" "" name ${name})
    set(target explore_program_${name})
    add_executable(${target} EXCLUDE_FROM_ALL ${source})
    set_target_properties(${target} PROPERTIES C_STANDARD 11 RUNTIME_OUTPUT_DIRECTORY
                                                   ${CMAKE_CURRENT_BINARY_DIR}/programs)
    target_compile_definitions(${target} PRIVATE _GNU_SOURCE ${definition})
    target_compile_options(${target} PRIVATE -Wall -Wextra -Wno-unused -UNDEBUG)
    target_link_libraries(${target} PRIVATE threadlings_instrumented threadlings_explore_main)
    add_dependencies(explore_programs ${target})
    add_test(NAME tool.explore.program.${name}
             COMMAND ${CMAKE_COMMAND} -DPROGRAM=$<TARGET_FILE:${target}> -DEXPECT=${expected}
                     -P ${CMAKE_CURRENT_LIST_DIR}/check.cmake)
    set_tests_properties(tool.explore.program.${name} PROPERTIES LABELS tools TIMEOUT 120)
  endforeach()
endforeach()
