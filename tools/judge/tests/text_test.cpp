#include "text.hpp"

#include <gtest/gtest.h>

namespace {

using namespace threadlings;

TEST(ReadFile, GivesNothingWhereNothingCanBeRead) {
  EXPECT_EQ(read_file("/nowhere/at/all"), "");
  // Opens, but cannot be read: as a file below /proc when its process has just ended.
  EXPECT_EQ(read_file("/"), "");
}

TEST(Below, ShortensOnlyWhatLiesBelow) {
  EXPECT_EQ(below("/project", "/project/lessons/a.cpp"), "lessons/a.cpp");
  EXPECT_EQ(below("/project", "/projects/a.cpp"), "/projects/a.cpp");
}

TEST(LinesOf, LosesNoLastLine) {
  EXPECT_EQ(lines_of("a\n\nb"), (std::vector<std::string>{"a", "", "b"}));
}

}  // namespace
