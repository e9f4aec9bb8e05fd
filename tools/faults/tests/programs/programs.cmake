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

# The same with libraries that are part of the program.
foreach(kind static_libstdcxx static)
  foreach(base threads_cpp pipe_result_c popen_c exit_flush_c memory_c)
    string(REGEX REPLACE "_(c|cpp)$" ".\\1" source ${base})
    set(target faults_program_${base}_${kind})
    add_executable(${target} EXCLUDE_FROM_ALL ${CMAKE_CURRENT_LIST_DIR}/${source})
    set_target_properties(${target} PROPERTIES C_STANDARD 11 LINKER_LANGUAGE CXX
                          RUNTIME_OUTPUT_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/programs)
    target_compile_definitions(${target} PRIVATE _GNU_SOURCE)
    target_compile_options(${target} PRIVATE -O1 -g -fno-omit-frame-pointer)
    target_link_libraries(${target} PRIVATE threadlings_faults_main Threads::Threads)
    if(kind STREQUAL static)
      target_link_options(${target} PRIVATE -static)
    else()
      target_link_options(${target} PRIVATE -static-libstdc++ -static-libgcc)
    endif()
    add_dependencies(faults_programs ${target})
    add_test(NAME tool.faults.program.${base}_${kind}
             COMMAND ${CMAKE_COMMAND} -DPROGRAM=$<TARGET_FILE:${target}> -DEXPECT=pass -DSAYS= -P
                     ${CMAKE_CURRENT_LIST_DIR}/check.cmake)
    set_tests_properties(tool.faults.program.${base}_${kind} PROPERTIES LABELS tools TIMEOUT 120)
  endforeach()
endforeach()
