// The doctor's look at the compiler.
#include "doctor/compiler.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

#include "support.hpp"
#include "whole_program.hpp"

namespace threadlings::runner::testing {
namespace {

Toolchain configured() {
  Toolchain toolchain;
  toolchain.cxx = std::getenv("THREADLINGS_CXX");
  toolchain.compiler_id = "GNU";
  return toolchain;
}

TEST(TriedCompilers, AreThoseWhoseTestsPassed) {
  const Project project;
  project.write("tried.tsv",
                "# date 2026-01-01\n"
                "# suite, compiler, learn, verify, explorer\n"
                "trixie\tg++ 14.2.0\tpassed\tpassed\tpassed\n"
                "sid\tg++ 14.3.0\t-\t-\tpassed\n"
                "sid\tclang++ 23.1.0\t-\t-\tpassed\n"
                "sid\tg++ 16.1.0\tpassed\tfailed\tfailed\n"
                "sid\tg++ 13.1.0\t-\t-\tpassed\n"
                "half a li");
  const std::vector<TriedCompiler> expected{{"g++", 13}, {"g++", 14}, {"clang++", 23}};
  EXPECT_EQ(read_tried_compilers(project.root() / "tried.tsv"), expected);
  EXPECT_TRUE(read_tried_compilers(project.root() / "nothing.tsv").empty());
}

TEST(TriedCompilers, OneThatWasNeverTriedIsNamedAsSuch) {
  const auto finding = examine_compiler(configured(), {{"g++", 2}, {"g++", 3}, {"clang++", 2}});
  EXPECT_EQ(finding.state, Finding::State::doubtful);
  EXPECT_NE(finding.text.find("never tried"), std::string::npos) << finding.text;
  EXPECT_NE(finding.text.find("g++ 2, 3; clang++ 2"), std::string::npos) << finding.text;
  EXPECT_NE(finding.mend.find("CXX="), std::string::npos) << finding.mend;
}

TEST(TriedCompilers, WithoutAListNobodyIsWarned) {
  EXPECT_EQ(examine_compiler(configured(), {}).state, Finding::State::good);
}

TEST(MissingEntryPoints, AreReadFromEachLinkersWords) {
  EXPECT_EQ(missing_entry_point("x.cpp:3: undefined reference to `__tsan_mutex_pre_lock'\n"),
            "__tsan_mutex_pre_lock");
  EXPECT_EQ(missing_entry_point("ld.lld: error: undefined symbol: __tsan_read_write8\n>>> ref"),
            "__tsan_read_write8");
  EXPECT_EQ(missing_entry_point("undefined reference to `other'\n"), "");
  EXPECT_EQ(missing_entry_point("note: __tsan_read1 is defined here\n"), "");
}

}  // namespace
}  // namespace threadlings::runner::testing
