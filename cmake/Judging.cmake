# Tells the judge how to build: writes build/judge/toolchain.json with the compiler and, for each
# check, the flags. The judge compiles answers itself (with ninja), so that any folder can be
# judged and an answer that does not compile spoils nothing else.

include(CheckLinkerFlag)

# The fastest linker that is installed. (gold is left out: with clang's AddressSanitizer it warns.)
function(threadlings_find_linker result)
  foreach(linker mold lld)
    check_linker_flag(CXX -fuse-ld=${linker} THREADLINGS_HAS_${linker})
    if(THREADLINGS_HAS_${linker})
      set(${result} -fuse-ld=${linker} PARENT_SCOPE)
      return()
    endif()
  endforeach()
  set(${result} "" PARENT_SCOPE)
endfunction()

function(threadlings_write_toolchain)
  threadlings_find_linker(linker)
  set(common -std=c++20 -g -Wall -Wextra -fno-omit-frame-pointer -fdiagnostics-color=never -pthread)
  set(test ${common} -O1 -fsanitize=address,undefined -fno-sanitize-recover=undefined
      -D_GLIBCXX_ASSERTIONS)
  set(tsan ${common} -O1 -fsanitize=thread)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # Without it, g++ assumes that ThreadSanitizer's hooks leave file-local variables alone and
    # miscompiles race-free code that rereads one after an atomic handshake.
    list(APPEND tsan -fno-ipa-reference -Wno-tsan)
  endif()
  set(bench ${common} -O2 -DNDEBUG)
  set(try ${common} -O1)

  # One JSON list for each: "a", "b"
  foreach(list test tsan bench try)
    list(JOIN ${list} "\", \"" ${list})
  endforeach()
  set(include_dirs "$<TARGET_PROPERTY:GTest::gtest,INTERFACE_INCLUDE_DIRECTORIES>;$<TARGET_PROPERTY:benchmark::benchmark,INTERFACE_INCLUDE_DIRECTORIES>")
  file(GENERATE OUTPUT ${CMAKE_BINARY_DIR}/judge/toolchain.json CONTENT "{
  \"root\": \"${CMAKE_SOURCE_DIR}\",
  \"cxx\": \"${CMAKE_CXX_COMPILER}\",
  \"compiler_id\": \"${CMAKE_CXX_COMPILER_ID}\",
  \"compiler_version\": \"${CMAKE_CXX_COMPILER_VERSION}\",
  \"ninja\": \"${CMAKE_MAKE_PROGRAM}\",
  \"nm\": \"${CMAKE_NM}\",
  \"addr2line\": \"${CMAKE_ADDR2LINE}\",
  \"linker\": \"${linker}\",
  \"include_dirs\": \"${include_dirs}\",
  \"gtest\": \"$<TARGET_FILE:GTest::gtest>\",
  \"benchmark\": \"$<TARGET_FILE:benchmark::benchmark>\",
  \"flags\": {
    \"test\": [\"${test}\"],
    \"tsan\": [\"${tsan}\"],
    \"bench\": [\"${bench}\"],
    \"try\": [\"${try}\"]
  }
}
")
endfunction()
