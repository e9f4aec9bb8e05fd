# What editors read: compile_commands.json at the root, with an entry for every C++ file of a lesson.
# Targets of add_executable and add_library are in it whether they are ever built or not, so a
# language server works before the first build.

# The judge compiles tests, solutions and benchmarks itself; this target is never built.
function(threadlings_add_editor_entries key)
  set(tests ${CMAKE_SOURCE_DIR}/tests/${key})
  file(GLOB sources CONFIGURE_DEPENDS
       ${tests}/*.cpp ${CMAKE_SOURCE_DIR}/solutions/${key}/*.cpp ${CMAKE_SOURCE_DIR}/bench/${key}.cpp)
  if(NOT sources)
    return()
  endif()
  add_library(${key}.editor OBJECT EXCLUDE_FROM_ALL ${sources})
  target_compile_options(${key}.editor PRIVATE -Wall -Wextra)
  target_include_directories(${key}.editor PRIVATE
    ${tests} ${CMAKE_SOURCE_DIR}/lessons/${key}
    ${CMAKE_SOURCE_DIR}/tools/judge/harness/include
    ${CMAKE_SOURCE_DIR}/tools/explore/include
    ${CMAKE_SOURCE_DIR}/tools/faults/include)
  target_link_libraries(${key}.editor PRIVATE GTest::gtest benchmark::benchmark Threads::Threads)
endfunction()

# A link at the root, where editors look. A file that somebody put there stays, and a folder that
# cannot be written is no reason to stop.
function(threadlings_link_compile_commands)
  set(link ${CMAKE_SOURCE_DIR}/compile_commands.json)
  if(NOT CMAKE_BINARY_DIR STREQUAL "${CMAKE_SOURCE_DIR}/build"
     OR (EXISTS ${link} AND NOT IS_SYMLINK ${link}))
    return()
  endif()
  file(CREATE_LINK build/compile_commands.json ${link} RESULT ignored SYMBOLIC)
endfunction()
