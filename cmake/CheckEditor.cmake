# A test: every C++ file of the lessons and of their tests is in compile_commands.json, and those of
# the first lesson compile with what it says, as a language server would see them.
#   cmake -DBUILD=build -P cmake/CheckEditor.cmake

cmake_minimum_required(VERSION 3.25)

get_filename_component(root ${CMAKE_CURRENT_LIST_DIR} DIRECTORY)
file(READ ${BUILD}/compile_commands.json entries)
file(GLOB files ${root}/lessons/*/*.cpp ${root}/tests/*/*.cpp ${root}/solutions/*/*.cpp
     ${root}/bench/*.cpp)
list(LENGTH files count)
if(count EQUAL 0)
  message(FATAL_ERROR "there are no files to look for")
endif()
foreach(file IN LISTS files)
  string(FIND "${entries}" "\"file\": \"${file}\"" at)
  if(at EQUAL -1)
    message(FATAL_ERROR "${file} is not in ${BUILD}/compile_commands.json")
  endif()
endforeach()

file(GLOB first ${root}/lessons/01_*/*.cpp ${root}/tests/01_*/*.cpp)
string(JSON last LENGTH "${entries}")
math(EXPR last "${last} - 1")
foreach(i RANGE ${last})
  string(JSON file GET "${entries}" ${i} file)
  if(file IN_LIST first)
    string(JSON command GET "${entries}" ${i} command)
    separate_arguments(command UNIX_COMMAND "${command}")
    execute_process(COMMAND ${command} -fsyntax-only WORKING_DIRECTORY ${BUILD}
                    RESULT_VARIABLE result ERROR_VARIABLE errors)
    if(NOT result EQUAL 0)
      message(FATAL_ERROR "${file} does not compile with its entry:\n${errors}")
    endif()
  endif()
endforeach()
message(STATUS "${count} files are there for editors")

# What editors read must be JSON, without comments, so that every tool can.
file(GLOB settings ${root}/.vscode/*.json ${root}/.devcontainer/*.json)
list(LENGTH settings count)
if(NOT count EQUAL 5)
  message(FATAL_ERROR "expected five files of settings, found: ${settings}")
endif()
foreach(file IN LISTS settings)
  file(READ ${file} text)
  string(JSON type ERROR_VARIABLE error TYPE "${text}")
  if(error)
    message(FATAL_ERROR "${file}: ${error}")
  endif()
endforeach()
