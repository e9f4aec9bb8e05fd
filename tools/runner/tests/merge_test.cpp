// Three texts made into one.
#include "update/merge.hpp"

#include <gtest/gtest.h>

namespace threadlings::runner::testing {
namespace {

constexpr auto kBase = "one\ntwo\nthree\nfour\nfive\n";

TEST(MergeTexts, TakesWhatOnlyOneSideChanged) {
  EXPECT_EQ(merge_texts(kBase, kBase, kBase), kBase);
  EXPECT_EQ(merge_texts(kBase, kBase, "new\n"), "new\n");
  EXPECT_EQ(merge_texts(kBase, "mine\n", kBase), "mine\n");
  EXPECT_EQ(merge_texts("", "", "new\n"), "new\n");
  EXPECT_EQ(merge_texts(kBase, "", kBase), "");
}

TEST(MergeTexts, TakesChangesOfBothSides) {
  EXPECT_EQ(merge_texts(kBase, "one\nMINE\nthree\nfour\nfive\n", "one\ntwo\nthree\nfour\nTHEIRS\n"),
            "one\nMINE\nthree\nfour\nTHEIRS\n");
  EXPECT_EQ(
      merge_texts(kBase, "zero\none\ntwo\nthree\nfour\nfive\n", "one\ntwo\nfour\nfive\nsix\n"),
      "zero\none\ntwo\nfour\nfive\nsix\n");
}

TEST(MergeTexts, TakesTheSameChangeOnce) {
  EXPECT_EQ(merge_texts(kBase, "one\nTWO\nthree\nfour\nfive\n", "one\nTWO\nthree\nfour\nfive\n"),
            "one\nTWO\nthree\nfour\nfive\n");
}

TEST(MergeTexts, HasNoAnswerWhereBothChangedTheSameOrTouchingLines) {
  EXPECT_FALSE(
      merge_texts(kBase, "one\nMINE\nthree\nfour\nfive\n", "one\nTHEIRS\nthree\nfour\nfive\n"));
  EXPECT_FALSE(
      merge_texts(kBase, "one\nMINE\nthree\nfour\nfive\n", "one\ntwo\nTHEIRS\nfour\nfive\n"));
  EXPECT_FALSE(merge_texts("", "mine\n", "theirs\n"));
}

TEST(MergeTexts, KeepsAMissingNewlineAtTheEnd) {
  EXPECT_EQ(merge_texts("a\nb\nc", "A\nb\nc", "a\nb\nC"), "A\nb\nC");
}

TEST(MergeTexts, KeepsTheLearnersLineEnds) {
  EXPECT_EQ(merge_texts("a\nb\nc\n", "A\r\nb\r\nc\r\n", "a\nb\nC\n"), "A\r\nb\r\nC\r\n");
}

TEST(MergeTexts, ManagesLongTexts) {
  std::string base;
  for (int i = 0; i < 20'000; ++i) base += "line " + std::to_string(i) + "\n";
  EXPECT_EQ(merge_texts(base, "first\n" + base, base + "last\n"), "first\n" + base + "last\n");
}

}  // namespace
}  // namespace threadlings::runner::testing
