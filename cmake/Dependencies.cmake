# The libraries that the tools, the tests and the benchmarks use: from the system's packages where
# they are new enough, else the official release archives, pinned by their SHA-256.
#
# Gives: GTest::gtest, GTest::gtest_main, benchmark::benchmark, CLI11::CLI11, fmt::fmt,
# nlohmann_json::nlohmann_json, and the target `fetched_libraries`, which builds those that had to be
# fetched (the judge links answers with them, so they must be there before it runs).
#
# Without a network: -DFETCHCONTENT_SOURCE_DIR_GOOGLETEST=/a/folder and the like name unpacked
# archives; -DTHREADLINGS_FETCH=OFF says plainly what is missing instead of trying to fetch it.

option(THREADLINGS_FETCH "Fetch libraries that the system does not have" ON)

include(FetchContent)

# threadlings_dependency(PACKAGE VERSION TARGET ...): the oldest version that we build with.
function(threadlings_dependency package version target)
  cmake_parse_arguments(PARSE_ARGV 3 arg "" "FETCH;URL;SHA256;DEBIAN" "OPTIONS;BUILD")
  find_package(${package} ${version} CONFIG QUIET)
  if(TARGET ${target})
    message(STATUS "${package} ${${package}_VERSION}: the system's")
    return()
  endif()
  if(NOT THREADLINGS_FETCH)
    message(FATAL_ERROR "${package} ${version} or newer is missing (Debian, Ubuntu: apt-get install ${arg_DEBIAN})")
  endif()
  message(STATUS "${package}: fetching ${arg_URL}")

  # Nothing of theirs is ours to build, test, install or warn about. As normal variables of this
  # function they reach the fetched project and nobody else.
  foreach(option IN LISTS arg_OPTIONS)
    string(REGEX MATCH "^([^=]+)=(.*)$" _ "${option}")
    set(${CMAKE_MATCH_1} ${CMAKE_MATCH_2})
  endforeach()
  set(CMAKE_POLICY_DEFAULT_CMP0077 NEW)     # the options above count
  set(CMAKE_POLICY_VERSION_MINIMUM 3.5)     # CMake 4 refuses projects that ask for less
  set(BUILD_SHARED_LIBS OFF)
  set(CMAKE_EXPORT_COMPILE_COMMANDS OFF)    # an editor indexes our sources, not theirs
  set(CMAKE_CXX_CLANG_TIDY "")
  set(FETCHCONTENT_QUIET OFF)               # so that a failure names its cause
  FetchContent_Declare(${arg_FETCH} URL ${arg_URL} URL_HASH SHA256=${arg_SHA256}
                       DOWNLOAD_EXTRACT_TIMESTAMP OFF)
  # Their headers give us no warnings. (CMake 3.25 takes the argument SYSTEM of FetchContent_Declare
  # for a part of the hash; the folder that is added inherits the property just as well.)
  set_property(DIRECTORY PROPERTY SYSTEM ON)
  FetchContent_MakeAvailable(${arg_FETCH})
  set_property(DIRECTORY PROPERTY SYSTEM OFF)
  if(arg_BUILD)
    add_dependencies(fetched_libraries ${arg_BUILD})
  endif()
endfunction()

add_custom_target(fetched_libraries)

# Each hash below was read in at least two independent public build files that pin the same archive.
threadlings_dependency(GTest 1.11 GTest::gtest
  FETCH googletest
  URL https://github.com/google/googletest/releases/download/v1.15.2/googletest-1.15.2.tar.gz
  SHA256 7b42b4d6ed48810c5362c265a17faebe90dc2373c885e5216439d37927f02926
  OPTIONS INSTALL_GTEST=OFF BUILD_GMOCK=OFF
  BUILD gtest gtest_main
  DEBIAN libgtest-dev)

threadlings_dependency(benchmark 1.6 benchmark::benchmark
  FETCH googlebenchmark
  URL https://github.com/google/benchmark/archive/refs/tags/v1.8.3.tar.gz
  SHA256 6bc180a57d23d4d9515519f92b0c83d61b05b5bab188961f36ac7b06b0d9e9ce
  OPTIONS BENCHMARK_ENABLE_TESTING=OFF BENCHMARK_ENABLE_GTEST_TESTS=OFF
          BENCHMARK_ENABLE_INSTALL=OFF BENCHMARK_ENABLE_WERROR=OFF BENCHMARK_INSTALL_DOCS=OFF
  BUILD benchmark
  DEBIAN libbenchmark-dev)

threadlings_dependency(CLI11 2.1 CLI11::CLI11
  FETCH cli11
  URL https://github.com/CLIUtils/CLI11/archive/refs/tags/v2.4.2.tar.gz
  SHA256 f2d893a65c3b1324c50d4e682c0cdc021dd0477ae2c048544f39eed6654b699a
  OPTIONS CLI11_BUILD_TESTS=OFF CLI11_BUILD_EXAMPLES=OFF CLI11_BUILD_DOCS=OFF CLI11_INSTALL=OFF
  DEBIAN libcli11-dev)

threadlings_dependency(fmt 8.0 fmt::fmt
  FETCH fmt
  URL https://github.com/fmtlib/fmt/releases/download/10.2.1/fmt-10.2.1.zip
  SHA256 312151a2d13c8327f5c9c586ac6cf7cddc1658e8f53edae0ec56509c8fa516c9
  OPTIONS FMT_DOC=OFF FMT_TEST=OFF FMT_INSTALL=OFF FMT_SYSTEM_HEADERS=ON
  BUILD fmt
  DEBIAN libfmt-dev)

threadlings_dependency(nlohmann_json 3.10 nlohmann_json::nlohmann_json
  FETCH json
  URL https://github.com/nlohmann/json/releases/download/v3.11.3/json.tar.xz
  SHA256 d6c65aca6b1ed68e7a182f4757257b107ae403032760ed6ef121c9d55e81757d
  OPTIONS JSON_BuildTests=OFF JSON_Install=OFF JSON_SystemInclude=ON
  DEBIAN nlohmann-json3-dev)

# A g++ that is older than the system's own comes with a C++ library of its own age to link with. The
# system's libraries were made with the newer one and may need more than that has. All programs run
# with the newest that is installed, so they can be linked with it as well. Sets THREADLINGS_LIBSTDCXX
# to its path where that is so, else to nothing.
function(threadlings_find_newest_libstdcxx)
  set(THREADLINGS_LIBSTDCXX "" PARENT_SCOPE)
  foreach(name libstdc++.so libstdc++.so.6)
    execute_process(COMMAND ${CMAKE_CXX_COMPILER} -print-file-name=${name} OUTPUT_VARIABLE path
                    OUTPUT_STRIP_TRAILING_WHITESPACE)
    if(NOT IS_ABSOLUTE "${path}")
      return()
    endif()
    file(REAL_PATH "${path}" path)
    list(APPEND paths "${path}")
  endforeach()
  list(GET paths 0 linked)
  list(GET paths 1 run_with)
  if(NOT linked STREQUAL run_with)
    set(THREADLINGS_LIBSTDCXX ${run_with} PARENT_SCOPE)
  endif()
endfunction()

threadlings_find_newest_libstdcxx()
if(THREADLINGS_LIBSTDCXX)
  foreach(library GTest::gtest benchmark::benchmark fmt::fmt)
    get_target_property(imported ${library} IMPORTED)
    if(imported)
      target_link_libraries(${library} INTERFACE ${THREADLINGS_LIBSTDCXX})
    endif()
  endforeach()
endif()
