// Lines for a screen: measured, cut, folded.
#include <gtest/gtest.h>

#include "screen/text.hpp"

namespace threadlings::runner::testing {
namespace {

using Lines = std::vector<std::string>;

TEST(ScreenText, IsCleanedOfWhatWouldRepaintTheScreen) {
  EXPECT_EQ(clean_text("a\033[31mb\r\a\0c\n\x9b"), "a[31mb");
  EXPECT_EQ(clean_text(std::string_view("a\0b\nc", 5)), "ab\nc");
  EXPECT_EQ(clean_text("a\xc2\x9b"
                       "31mb"),
            "a31mb")
      << "a control sequence of eight bits";
  EXPECT_EQ(clean_text("a\xe2\x80\xae"
                       "b"),
            "ab")
      << "a mark that turns the line round";
  EXPECT_EQ(clean_text("\xff\xc3("), "\uFFFD\uFFFD(");
  EXPECT_EQ(clean_text("a\tb\n\tc"), "a   b\n    c");
}

TEST(ScreenText, IsMeasuredInColumns) {
  EXPECT_EQ(painted_columns("0 → 1"), 5);
  EXPECT_EQ(painted_columns("\033[1;31mrace\033[0m"), 4);
  EXPECT_EQ(painted_columns("漢字"), 4);
  EXPECT_EQ(painted_columns("e\u0301"), 1);
  EXPECT_EQ(filled("漢", 4), "漢  ");
}

TEST(ScreenText, IsClippedAtBothEnds) {
  EXPECT_EQ(clipped("abcdef", 6), "abcdef");
  EXPECT_EQ(clipped("abcdef", 4), "abc…");
  EXPECT_EQ(clipped("abcdef", 4, 2), "…def");
  EXPECT_EQ(clipped("abcdef", 3, 2), "…d…");
  EXPECT_EQ(clipped("\033[1mabcdef\033[0m", 4), "\033[1mabc\033[0m…");
  EXPECT_EQ(clipped("a漢字", 4), "a漢…");
  EXPECT_EQ(clipped("漢字漢", 4), "漢 …") << "half of a wide character is a space";
  EXPECT_EQ(clipped("abc", 0), "");
}

TEST(ScreenText, IsFoldedAtSpaces) {
  EXPECT_EQ(folded("one two three", 8), (Lines{"one two", "three"}));
  EXPECT_EQ(folded("- one two three", 8, 2), (Lines{"- one", "  two", "  three"}));
  EXPECT_EQ(folded("abcdefgh", 3), (Lines{"abc", "def", "gh"}));
  EXPECT_EQ(folded("", 8), Lines{""});
  EXPECT_EQ(folded("  one two", 7), (Lines{"  one", "two"}));
  EXPECT_EQ(folded("a \033[1mbold text\033[0m b", 7),
            (Lines{"a \033[1mbold\033[0m", "\033[1mtext\033[0m b"}));
}

TEST(ScreenText, HasAnAsciiForm) {
  EXPECT_EQ(in_ascii("│ 0 → 1   │"), "| 0 -> 1  |");
  EXPECT_EQ(in_ascii("01 · The “first” race…"), "01 - The \"first\" race...");
  EXPECT_EQ(in_ascii("漢"), "? ");
  EXPECT_EQ(in_ascii("\033[1m✓\033[0m"), "\033[1m+\033[0m");
}

}  // namespace
}  // namespace threadlings::runner::testing
