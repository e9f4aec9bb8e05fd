# Finds the lessons by folder and makes of each: a program target (for editors and for running
# main.cpp by hand) and its tests. There is no list of lessons anywhere.

# `part` of the front matter of a lesson's README.
function(threadlings_part readme result)
  file(STRINGS ${readme} line REGEX "^part: " LIMIT_COUNT 1)
  string(REGEX REPLACE "^part: *" "" part "${line}")
  set(${result} "${part}" PARENT_SCOPE)
endfunction()

# The checks that a lesson has follow from its files; tools/judge/src/lesson.cpp says the same, and
# a test of the judge compares the two.
function(threadlings_checks key result)
  set(tests ${CMAKE_SOURCE_DIR}/tests/${key})
  set(checks "")
  foreach(pair "test=${tests}/behaviour.cpp" "tsan=${tests}/tsan.supp"
               "explore=${tests}/interleavings.cpp" "faults=${tests}/faults.cpp"
               "bench=${CMAKE_SOURCE_DIR}/bench/${key}.cpp")
    string(REGEX MATCH "^([a-z]+)=(.*)$" _ ${pair})
    if(EXISTS ${CMAKE_MATCH_2})
      list(APPEND checks ${CMAKE_MATCH_1})
    endif()
  endforeach()
  set(${result} ${checks} PARENT_SCOPE)
endfunction()

# The check that a wrong answer declares in the first line of its first file by name (empty if it
# declares none: the judge complains about that).
function(threadlings_declared_check folder result)
  file(GLOB sources ${folder}/*.cpp ${folder}/*.hpp ${folder}/*.c ${folder}/*.h)
  list(SORT sources)
  list(GET sources 0 first)
  # The labels follow from what the file says.
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${first})
  file(STRINGS ${first} line REGEX "^// caught by: [a-z]+ " LIMIT_COUNT 1)
  string(REGEX REPLACE "^// caught by: ([a-z]+) .*$" "\\1" check "${line}")
  set(${result} "${check}" PARENT_SCOPE)
endfunction()

# One ctest test: the judge on one answer and one check.
function(threadlings_add_check name key check answer labels)
  add_test(NAME ${name} COMMAND judge ${key} ${check} --answer ${answer} ${ARGN})
  set_tests_properties(${name} PROPERTIES LABELS "${labels}" TIMEOUT 600)
  if(check STREQUAL "bench")
    set_tests_properties(${name} PROPERTIES RUN_SERIAL ON)
  endif()
endfunction()

function(threadlings_add_lesson key)
  set(lesson ${CMAKE_SOURCE_DIR}/lessons/${key})
  set(tests ${CMAKE_SOURCE_DIR}/tests/${key})
  threadlings_part(${lesson}/README.md part)
  threadlings_checks(${key} checks)

  set(answer ${lesson})
  if(THREADLINGS_ANSWERS)
    set(answer ${THREADLINGS_ANSWERS}/${key})
  endif()
  foreach(check IN LISTS checks)
    threadlings_add_check(lesson.${key}.${check} ${key} ${check} ${answer}
                          "lesson;part:${part};${check}")
    threadlings_add_check(solution.${key}.${check} ${key} ${check}
                          ${CMAKE_SOURCE_DIR}/solutions/${key} "solution;part:${part};${check}")
  endforeach()

  # The judge itself reads what a stub or a wrong answer declares, and exits 0 if that came true.
  threadlings_add_check(stub.${key} ${key} declared ${tests}/stub "stub;part:${part}")
  file(GLOB wrong CONFIGURE_DEPENDS ${tests}/wrong/*/*.cpp ${tests}/wrong/*/*.hpp)
  list(TRANSFORM wrong REPLACE "/[^/]*$" "")
  list(REMOVE_DUPLICATES wrong)
  list(SORT wrong)
  # The first by name of each check is the sample: enough to see that a second compiler's programs
  # are rejected, too.
  set(sampled "")
  foreach(folder IN LISTS wrong)
    get_filename_component(what ${folder} NAME)
    threadlings_declared_check(${folder} check)
    set(labels "wrong;part:${part}")
    if(check AND NOT check IN_LIST sampled)
      list(APPEND sampled ${check})
      list(APPEND labels wrong-sample)
    endif()
    threadlings_add_check(wrong.${key}.${what} ${key} declared ${folder} "${labels}")
  endforeach()

  threadlings_add_editor_entries(${key})

  # Not part of `all`: a half-typed lesson must not break the build of the others, nor must one
  # that has only its README yet.
  file(GLOB sources CONFIGURE_DEPENDS ${lesson}/*.cpp)
  if(NOT sources)
    return()
  endif()
  add_executable(${key} EXCLUDE_FROM_ALL ${sources})
  target_compile_options(${key} PRIVATE -Wall -Wextra -Og -g)  # it is also for the debugger
  target_link_libraries(${key} PRIVATE Threads::Threads)
endfunction()

function(threadlings_add_lessons)
  # A required file is globbed, not folders: a stray folder is not a lesson.
  file(GLOB readmes CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/lessons/*/README.md)
  foreach(readme IN LISTS readmes)
    get_filename_component(folder ${readme} DIRECTORY)
    get_filename_component(key ${folder} NAME)
    threadlings_add_lesson(${key})
  endforeach()
endfunction()
