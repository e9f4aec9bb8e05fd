// A lesson's Markdown on a screen.
#include <gtest/gtest.h>

#include "screen/prose.hpp"

namespace threadlings::runner::testing {
namespace {

using Lines = std::vector<std::string>;

const Terminal kPlain(true, false, 80);
const Terminal kColour(true, true, 80);

TEST(Prose, FoldsParagraphsAndLists) {
  EXPECT_EQ(prose_lines(kPlain, "one two\nthree\n\n\nfour\n", 9),
            (Lines{"one two", "three", "", "four"}));
  EXPECT_EQ(prose_lines(kPlain, "- one two\n  three\n- four\n12. five six", 10),
            (Lines{"- one two", "  three", "- four", "12. five", "    six"}));
}

TEST(Prose, LeavesCodeAndTablesAsTheyAre) {
  EXPECT_EQ(prose_lines(kPlain, "```cpp\nint  a;\n\n# b\n```\n| a | b |\n", 5),
            (Lines{"    int  a;", "    ", "    # b", "| a | b |"}));
}

TEST(Prose, PaintsHeadingsAndMarks) {
  EXPECT_EQ(prose_lines(kColour, "## Task\n**a** and `b`", 80),
            (Lines{"\033[1mTask\033[0m", "\033[1ma\033[0m and \033[1mb\033[0m"}));
  EXPECT_EQ(prose_lines(kPlain, "## Task\n**a** and `b`", 80), (Lines{"Task", "a and `b`"}));
}

TEST(Prose, NamesTheTargetsOfLinksFromTheRoot) {
  EXPECT_EQ(prose_lines(kPlain, "See [the chapter](../../book/01.md).", 80),
            Lines{"See the chapter (book/01.md)."});
}

TEST(Prose, BearsAnything) {
  EXPECT_EQ(prose_lines(kPlain, "", 80), Lines{});
  EXPECT_EQ(prose_lines(kPlain, "`a **b [c](d", 80), Lines{"`a **b [c](d"});
  EXPECT_EQ(prose_lines(kPlain, "```\nnever closed", 80), Lines{"    never closed"});
  EXPECT_EQ(prose_lines(kPlain, "\033[2Ja\x01", 80), Lines{"[2Ja"});
}

}  // namespace
}  // namespace threadlings::runner::testing
