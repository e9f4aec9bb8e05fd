#include "scan.hpp"

#include <gtest/gtest.h>

namespace {

using threadlings::scan_source;
using threadlings::scan_symbols;

TEST(ScanOfSymbols, FindsDefinitionsThatWouldBlindTheChecks) {
  for (const char* name : {"main", "__tsan_default_options", "__asan_on_error", "clock_gettime",
                           "std::chrono::_V2::steady_clock::now()", "pthread_create", "_exit"}) {
    EXPECT_EQ(scan_symbols("0000000000000010 T " + std::string(name) + "\n").forbidden.size(), 1U)
        << name;
  }
}

TEST(ScanOfSymbols, LeavesOrdinaryNamesAlone) {
  for (const char* line : {"0000000000000010 T main_hall()", "0000000000000010 T write_all(int)",
                           "                 U pthread_create", "                 U __tsan_init",
                           "0000000000000000 b __tsan_local", "0000000000000010 T maintain(int)",
                           "0000000000000000 B __odr_asan.total"}) {
    const auto scan = scan_symbols(std::string(line) + "\n");
    EXPECT_TRUE(scan.forbidden.empty()) << line << ": " << scan.forbidden[0].what;
  }
}

TEST(ScanOfSymbols, FindsAnyUseOfGoogleTest) {
  EXPECT_EQ(
      scan_symbols("                 U testing::internal::GetTestTypeId()\n").forbidden.size(), 1U);
}

TEST(ScanOfSymbols, ReportsWhatIsOnlyWorthALook) {
  const auto scan = scan_symbols("                 U _exit\n                 U exit\n");
  EXPECT_TRUE(scan.forbidden.empty());
  ASSERT_EQ(scan.notices.size(), 1U);
  EXPECT_NE(scan.notices[0].find("_exit"), std::string::npos);
}

TEST(ScanOfSource, FindsASwitchedOffSanitizerWithItsLine) {
  const auto scan =
      scan_source("int a;\n__attribute__((no_sanitize(\"thread\")))\nint b();\n", "x.cpp");
  ASSERT_EQ(scan.forbidden.size(), 1U);
  EXPECT_EQ(scan.forbidden[0].file, "x.cpp");
  EXPECT_EQ(scan.forbidden[0].line, 2);
}

TEST(ScanOfSource, DoesNotReadCommentsOrTexts) {
  const auto scan = scan_source(
      "// no_sanitize\n/* a\n no_sanitize_thread */\n"
      "const char* s = \"no_sanitize \\\" asm\";\n",
      "x.cpp");
  EXPECT_TRUE(scan.forbidden.empty());
  EXPECT_TRUE(scan.notices.empty());
}

TEST(ScanOfSource, AnUnfinishedCommentOrTextEndsTheScanQuietly) {
  for (const char* text : {"/*", "\"", "\"\\", "//", "/* asm", "a /"}) {
    EXPECT_TRUE(scan_source(text, "x.cpp").notices.empty()) << text;
  }
}

TEST(ScanOfSource, ReportsAssembly) {
  EXPECT_EQ(scan_source("void f() { asm volatile(\"\"); }\n", "x.cpp").notices.size(), 1U);
}

}  // namespace
