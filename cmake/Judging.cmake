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
  if(THREADLINGS_LIBSTDCXX)
    string(APPEND linker " -Wl,--push-state,--no-as-needed,${THREADLINGS_LIBSTDCXX},--pop-state")
    string(STRIP "${linker}" linker)
  endif()
  # -g1: functions, inlined ones too, and lines, which is all that a report needs. Variables' types
  # and places would cost a fifth of the time that an answer takes to compile. (It has to come after
  # -gdwarf-4, which asks for all of them again.)
  set(common -std=c++20 -g1 -Wall -Wextra -fno-omit-frame-pointer -fdiagnostics-color=never
      -pthread)
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
  # The explorer's hooks take the place of ThreadSanitizer's: so code under test is compiled for
  # ThreadSanitizer, but linked without it. See tools/explore/README.md.
  # DWARF 4: of version 5, addr2line (binutils 2.40) names the wrong file for code in headers.
  # Assertions: libstdc++ 15 and newer have them at -O0; a verdict must not depend on its version.
  set(explore -gdwarf-4 ${common} -O0 -fsanitize=thread -fno-builtin -D_GLIBCXX_ASSERTIONS)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    list(APPEND explore -fno-ipa-reference -Wno-tsan --param=tsan-distinguish-volatile=1)
  else()
    list(APPEND explore -mllvm -tsan-instrument-read-before-write=1
         -mllvm -tsan-distinguish-volatile=1)
  endif()
  set(explore_link -pthread)
  # Plain code: nothing but the answer makes calls. DWARF 4 as above.
  set(faults -gdwarf-4 ${common} -O1)

  # One JSON list for each: "a", "b"
  foreach(list test tsan bench try explore explore_link faults)
    list(JOIN ${list} "\", \"" ${list})
  endforeach()
  set(include_dirs "$<TARGET_PROPERTY:GTest::gtest,INTERFACE_INCLUDE_DIRECTORIES>;$<TARGET_PROPERTY:benchmark::benchmark,INTERFACE_INCLUDE_DIRECTORIES>")
  file(GENERATE OUTPUT ${CMAKE_BINARY_DIR}/judge/toolchain.json CONTENT "{
  \"root\": \"${CMAKE_SOURCE_DIR}\",
  \"cxx\": \"${CMAKE_CXX_COMPILER}\",
  \"cc\": \"${CMAKE_C_COMPILER}\",
  \"compiler_id\": \"${CMAKE_CXX_COMPILER_ID}\",
  \"compiler_version\": \"${CMAKE_CXX_COMPILER_VERSION}\",
  \"ninja\": \"${CMAKE_MAKE_PROGRAM}\",
  \"nm\": \"${CMAKE_NM}\",
  \"addr2line\": \"${CMAKE_ADDR2LINE}\",
  \"linker\": \"${linker}\",
  \"include_dirs\": \"${include_dirs}\",
  \"gtest\": \"$<TARGET_FILE:GTest::gtest>\",
  \"benchmark\": \"$<TARGET_FILE:benchmark::benchmark>\",
  \"explorer\": \"$<TARGET_FILE:threadlings_explore>\",
  \"explorer_of_programs\": \"$<TARGET_FILE:threadlings_explore_main>\",
  \"explorer_headers\": \"${CMAKE_SOURCE_DIR}/tools/explore/include\",
  \"fault_explorer\": \"$<TARGET_FILE:threadlings_faults>\",
  \"fault_explorer_of_programs\": \"$<TARGET_FILE:threadlings_faults_main>\",
  \"fault_explorer_headers\": \"${CMAKE_SOURCE_DIR}/tools/faults/include\",
  \"flags\": {
    \"test\": [\"${test}\"],
    \"tsan\": [\"${tsan}\"],
    \"bench\": [\"${bench}\"],
    \"try\": [\"${try}\"],
    \"explore\": [\"${explore}\"],
    \"faults\": [\"${faults}\"]
  },
  \"link_flags\": {
    \"explore\": [\"${explore_link}\"]
  }
}
")
endfunction()
