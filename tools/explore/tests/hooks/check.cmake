# Holds every compiler that is installed against ../../runtime/tsan_interface.txt:
#   - what it makes of maximal.cpp, at every level of optimisation, finds each entry point of
#     ThreadSanitizer in the explorer's library, and is explored to its end;
#   - each entry point that its own ThreadSanitizer library has is listed there; those listed as
#     modelled or ignored are in the explorer's library, and the others are not.
# Usage: cmake -DCXX=… -DEXPLORER=libthreadlings_explore.a
#              -DEXPLORER_MAIN=libthreadlings_explore_main.a -DSCRATCH=folder
#              [-DCOMPILERS=g++-14;…] -P check.cmake
# CXX is the compiler that has made the explorer.

cmake_minimum_required(VERSION 3.25)
set(here ${CMAKE_CURRENT_LIST_DIR})
set(problems "")

macro(problem text)
  string(APPEND problems "  ${text}\n")
endmacro()

# ---- the table ----

file(STRINGS ${here}/../../runtime/tsan_interface.txt lines REGEX "^__tsan_")
set(expressions "")
foreach(line ${lines})
  string(REGEX MATCH "^([^ ]+) \\| (modelled|ignored|program|absent) \\| .+$" matched "${line}")
  if(NOT matched)
    problem("tsan_interface.txt: not of the form \"name | what | why\": ${line}")
    continue()
  endif()
  list(APPEND expressions "${CMAKE_MATCH_1}")
  list(APPEND treatments ${CMAKE_MATCH_2})
endforeach()

# What the table says of an entry point, or nothing.
function(treatment_of name result)
  set(${result} "" PARENT_SCOPE)
  foreach(expression what IN ZIP_LISTS expressions treatments)
    if(name MATCHES "^(${expression})$")
      set(${result} ${what} PARENT_SCOPE)
      return()
    endif()
  endforeach()
endfunction()

# The names in `nm`'s output that begin with __tsan_, of the types of symbols that are given.
function(entry_points file types result)
  execute_process(COMMAND nm ${ARGN} ${file} OUTPUT_VARIABLE output ERROR_QUIET)
  string(REGEX MATCHALL " [${types}] __tsan_[a-z0-9_]+" found "${output}")
  list(TRANSFORM found REPLACE "^ . " "")
  list(REMOVE_DUPLICATES found)
  set(${result} ${found} PARENT_SCOPE)
endfunction()

entry_points(${EXPLORER} TW defined)
foreach(name ${defined})
  treatment_of(${name} what)
  if(NOT what MATCHES "modelled|ignored")
    problem("${name} is in the explorer's library, but \"${what}\" in tsan_interface.txt")
  endif()
endforeach()

# ---- compilers ----

if(NOT COMPILERS)
  string(REPLACE ":" ";" folders "$ENV{PATH}")
  foreach(folder ${folders})
    file(GLOB found ${folder}/g++ ${folder}/g++-[0-9]* ${folder}/clang++ ${folder}/clang++-[0-9]*)
    list(APPEND COMPILERS ${found})
  endforeach()
endif()

# g++ and g++-14 may be one: each is tried once.
function(keep_different compilers result)
  set(kept "")
  set(seen "")
  foreach(compiler ${compilers})
    file(REAL_PATH ${compiler} program)
    if(NOT program IN_LIST seen)
      list(APPEND seen ${program})
      list(APPEND kept ${compiler})
    endif()
  endforeach()
  set(${result} ${kept} PARENT_SCOPE)
endfunction()

function(version_of compiler result)
  execute_process(COMMAND ${compiler} -dumpfullversion -dumpversion OUTPUT_VARIABLE version
                  ERROR_QUIET OUTPUT_STRIP_TRAILING_WHITESPACE)
  set(${result} "${version}" PARENT_SCOPE)
endfunction()

# Not every compiler that is installed finds a C++20 library.
function(is_usable compiler result)
  file(WRITE ${SCRATCH}/empty.cpp "#include <barrier>\n")
  execute_process(COMMAND ${compiler} -std=c++20 -fsyntax-only ${SCRATCH}/empty.cpp
                  RESULT_VARIABLE status OUTPUT_QUIET ERROR_QUIET)
  set(${result} FALSE PARENT_SCOPE)
  if(status EQUAL 0)
    set(${result} TRUE PARENT_SCOPE)
  endif()
endfunction()

# ThreadSanitizer's own library, or nothing where it is not installed.
execute_process(COMMAND uname -m OUTPUT_VARIABLE processor OUTPUT_STRIP_TRAILING_WHITESPACE)
function(runtime_of compiler result)
  set(${result} "" PARENT_SCOPE)
  foreach(name libtsan.so libclang_rt.tsan.a libclang_rt.tsan-${processor}.a)
    execute_process(COMMAND ${compiler} -print-file-name=${name} OUTPUT_VARIABLE file ERROR_QUIET
                    OUTPUT_STRIP_TRAILING_WHITESPACE)
    if(IS_ABSOLUTE "${file}" AND EXISTS "${file}")
      set(${result} ${file} PARENT_SCOPE)
    endif()
  endforeach()
endfunction()

# The explorer's library was made with CXX. Whichever of the two compilers has the newer C++ library
# can link both.
macro(link_and_explore object)
  set(program ${SCRATCH}/program)
  foreach(linker ${compiler} ${CXX})
    execute_process(COMMAND ${linker} ${object} ${EXPLORER_MAIN} ${EXPLORER} -Wl,--wrap=main -ldl
                            -pthread -o ${program}
                    RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
    if(status EQUAL 0)
      break()
    endif()
  endforeach()
  if(NOT status EQUAL 0)
    problem("${tag} does not link maximal.cpp:\n${output}")
  else()
    execute_process(COMMAND ${CMAKE_COMMAND} -E env THREADLINGS_EXPLORE_SECONDS=60 ${program}
                    RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
    if(NOT status EQUAL 0)
      problem("${tag}: maximal.cpp does not pass:\n${output}")
    endif()
  endif()
endmacro()

# Compiles maximal.cpp with one more flag, links it with the explorer alone, and explores it. (With
# libc++ only the entry points are looked at: the explorer itself is made with libstdc++.)
macro(try flag)
  set(tag "${name} ${flag}")
  set(object ${SCRATCH}/${name}${flag}.o)
  execute_process(COMMAND ${compiler} -std=c++20 ${flag} -gdwarf-4 -fsanitize=thread -fno-builtin
                          -D_GLIBCXX_ASSERTIONS ${flags} -c ${here}/maximal.cpp -o ${object}
                  RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if("${flag}" MATCHES "libc" AND "${output}" MATCHES "file not found|only supports Clang")
    # libc++ is not installed, or not for this compiler
  elseif(NOT status EQUAL 0)
    problem("${tag} does not compile maximal.cpp:\n${output}")
  else()
    entry_points(${object} U used)
    foreach(entry ${used})
      treatment_of(${entry} what)
      if(NOT what MATCHES "modelled|ignored")
        problem("${tag} calls ${entry}, which is \"${what}\" in tsan_interface.txt")
      endif()
    endforeach()
    if("${flag}" MATCHES "^-O")
      link_and_explore(${object})
    endif()
  endif()
endmacro()

set(gnu_flags -fno-ipa-reference -Wno-tsan --param=tsan-distinguish-volatile=1)
set(clang_flags -mllvm -tsan-instrument-read-before-write=1 -mllvm -tsan-distinguish-volatile=1)

file(MAKE_DIRECTORY ${SCRATCH})
keep_different("${COMPILERS}" COMPILERS)
set(tried 0)
foreach(compiler ${COMPILERS})
  get_filename_component(name ${compiler} NAME)
  version_of(${compiler} version)
  set(flags ${gnu_flags})
  set(oldest 12)
  if(name MATCHES clang)
    set(flags ${clang_flags})
    set(oldest 14)
  endif()
  is_usable(${compiler} usable)
  if(version VERSION_LESS oldest OR NOT usable)
    message(STATUS "${name} ${version}: left out")
    continue()
  endif()
  math(EXPR tried "${tried} + 1")
  message(STATUS "${name} ${version}")

  foreach(level -O0 -O1 -O2)
    try(${level})
  endforeach()
  if(name MATCHES clang)
    try(-stdlib=libc++)
  endif()

  runtime_of(${compiler} runtime)
  if(runtime)
    set(arguments "")
    if(runtime MATCHES "\\.so$")
      set(arguments -D)
    endif()
    entry_points(${runtime} TWi offered ${arguments})
    foreach(entry ${offered})
      treatment_of(${entry} what)
      if(NOT what)
        problem("${entry} of ${runtime} is not in tsan_interface.txt")
      elseif(what MATCHES "modelled|ignored" AND NOT entry IN_LIST defined)
        problem("${entry} is ${what} in tsan_interface.txt, but not in the explorer's library")
      endif()
    endforeach()
  endif()
endforeach()

file(REMOVE_RECURSE ${SCRATCH})
if(tried EQUAL 0)
  problem("no compiler was found in PATH")
endif()
if(problems)
  message(FATAL_ERROR "ThreadSanitizer's entry points:\n${problems}")
endif()
message(STATUS "${tried} compilers")
