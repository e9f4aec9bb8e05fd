# Checks (or, with -DFIX=ON, mends) the format of all C++ outside book/ with clang-format:
#   cmake -P cmake/CheckFormat.cmake
#   cmake -DFIX=ON -P cmake/CheckFormat.cmake
# Versions of clang-format differ in details; ours is 14, that of Debian 12 (-DCLANG_FORMAT=PATH names another).

cmake_minimum_required(VERSION 3.25)
get_filename_component(root ${CMAKE_CURRENT_LIST_DIR} DIRECTORY)

find_program(CLANG_FORMAT NAMES clang-format-14 clang-format)
if(NOT CLANG_FORMAT)
  message(FATAL_ERROR "clang-format is not here (Debian, Ubuntu: apt-get install clang-format)")
endif()

set(files "")
foreach(folder tools lessons solutions tests bench)
  file(GLOB_RECURSE found ${root}/${folder}/*.cpp ${root}/${folder}/*.hpp)
  list(APPEND files ${found})
endforeach()
list(LENGTH files count)
if(count EQUAL 0)
  message(FATAL_ERROR "no C++ files found under ${root}")
endif()

set(action --dry-run -Werror)
if(FIX)
  set(action -i)
endif()
execute_process(COMMAND ${CLANG_FORMAT} --style=file ${action} ${files} RESULT_VARIABLE failed)
if(failed)
  message(FATAL_ERROR "not formatted as .clang-format says; to mend: cmake -DFIX=ON -P cmake/CheckFormat.cmake")
endif()
message(STATUS "${count} files are formatted as .clang-format says")
