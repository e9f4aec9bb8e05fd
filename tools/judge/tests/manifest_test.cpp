#include "manifest.hpp"

#include <gtest/gtest.h>

namespace {

using threadlings::tests_in;
using Names = std::vector<std::string>;

TEST(Manifest, ListsPlainAndFixtureTestsInOrder) {
  EXPECT_EQ(tests_in("TEST(A, One) {}\nTEST_F(B, Two) {}\n"), (Names{"A.One", "B.Two"}));
}

TEST(Manifest, ReadsTestsThatAreBrokenOverLines) {
  EXPECT_EQ(tests_in("TEST_F(ABroken,\n       Line) {\n}\n"), Names{"ABroken.Line"});
}

TEST(Manifest, LeavesOutWhatIsCommentedOut) {
  EXPECT_EQ(tests_in("// TEST(A, One) {}\n/*\nTEST(A, Two) {}\n*/\nTEST(A, Three) {}\n"),
            Names{"A.Three"});
}

TEST(Manifest, IsNotFooledBySlashesInTexts) {
  EXPECT_EQ(tests_in("const char* url = \"http://x\"; /* a */\nTEST(A, One) {}\n"), Names{"A.One"});
}

TEST(Manifest, DoesNotTakeOtherMacrosForTests) {
  EXPECT_EQ(tests_in("MY_TEST(A, One) {}\nint TESTS(A);\n"), Names{});
}

}  // namespace
