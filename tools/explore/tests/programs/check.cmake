# Runs a program of this folder and compares its verdict with the one its source expects.

# Seconds of processor time, instead of 5: whether a search is complete must not depend on the
# machine's speed.
set(ENV{THREADLINGS_EXPLORE_SECONDS} 60)

execute_process(COMMAND ${PROGRAM} OUTPUT_VARIABLE output ERROR_VARIABLE errors
                RESULT_VARIABLE status)
string(REGEX MATCH "^(.*), complete$" complete "${EXPECT}")
set(verdict "${EXPECT}")
set(begin "")
if(complete)
  set(verdict "${CMAKE_MATCH_1}")
  set(begin " \\(all ")
endif()
if(NOT output MATCHES "^threadlings explore: ${verdict}${begin}")
  message(FATAL_ERROR "expected: ${EXPECT}\n${output}${errors}")
endif()
if(verdict STREQUAL "pass")
  set(expected_status 0)
else()
  set(expected_status 1)
endif()
if(NOT status EQUAL expected_status)
  message(FATAL_ERROR "exit status ${status}, expected ${expected_status}\n${output}${errors}")
endif()
