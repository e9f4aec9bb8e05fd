# Every program of this folder is one that knows nothing of the fault explorer. Its first lines say
# what verdict it must get, as it is and with a definition that makes it wrong, and what the report
# must say (a regular expression):
#   // faults: pass
#   // faults -DNO_LOOP: not hidden; EINTR
file(GLOB programs CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*.c ${CMAKE_CURRENT_LIST_DIR}/*.cpp)
add_custom_target(faults_programs)
foreach(source ${programs})
  get_filename_component(base ${source} NAME)
  string(REPLACE "." "_" base ${base})
  file(STRINGS ${source} expectations REGEX "^// faults")
  foreach(expectation ${expectations})
    string(REGEX MATCH "^// faults( -D([A-Z0-9_]+))?: ([^;]*)(; (.*))?$" matched "${expectation}")
    set(definition ${CMAKE_MATCH_2})
    set(expected ${CMAKE_MATCH_3})
    set(says ${CMAKE_MATCH_5})
    string(TOLOWER "${base}_${definition}" name)
    string(REGEX REPLACE "_$" "" name ${name})
    set(target faults_program_${name})
    add_executable(${target} EXCLUDE_FROM_ALL ${source})
    set_target_properties(${target} PROPERTIES C_STANDARD 11 RUNTIME_OUTPUT_DIRECTORY
                                                   ${CMAKE_CURRENT_BINARY_DIR}/programs)
    target_compile_definitions(${target} PRIVATE _GNU_SOURCE ${definition})
    target_compile_options(${target} PRIVATE -Wall -Wextra -Wno-unused -O1 -g
                                             -fno-omit-frame-pointer -UNDEBUG)
    target_link_libraries(${target} PRIVATE threadlings_faults_main Threads::Threads)
    add_dependencies(faults_programs ${target})
    add_test(NAME tool.faults.program.${name}
             COMMAND ${CMAKE_COMMAND} -DPROGRAM=$<TARGET_FILE:${target}> -DEXPECT=${expected}
                     "-DSAYS=${says}" -P ${CMAKE_CURRENT_LIST_DIR}/check.cmake)
    set_tests_properties(tool.faults.program.${name} PROPERTIES LABELS tools TIMEOUT 120)
  endforeach()
endforeach()
