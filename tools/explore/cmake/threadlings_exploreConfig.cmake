# find_package(threadlings_explore): the explorer as a library for projects of one's own.
#
#   threadlings_explore_target(my_tests)     my_tests has scenarios: threadlings::explore([] { … })
#   threadlings_explore_program(my_program)  my_program is explored as a whole, main and all
#
# Both compile the target's sources for the explorer. Libraries with code to be explored need the
# flags, too: link them with threadlings::threadlings_instrumented.

include(${CMAKE_CURRENT_LIST_DIR}/threadlings_exploreTargets.cmake)

function(threadlings_explore_target target)
  target_link_libraries(${target} PRIVATE threadlings::threadlings_instrumented)
endfunction()

function(threadlings_explore_program target)
  target_link_libraries(${target} PRIVATE threadlings::threadlings_instrumented
                                          threadlings::threadlings_explore_main)
endfunction()
