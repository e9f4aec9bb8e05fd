#include "markdown.hpp"

#include <gtest/gtest.h>

#include "hints.hpp"

namespace threadlings::runner {
namespace {

TEST(Headings, InCodeBlocksAreNone) {
  const Markdown markdown(
      "# One\n```\n# not this\n```\n~~~~ cpp\n```\n## nor this\n~~~~\n## Two ##\n");
  ASSERT_EQ(markdown.headings().size(), 2u);
  EXPECT_EQ(markdown.headings()[0].text, "One");
  EXPECT_EQ(markdown.headings()[1].line, 9);
}

TEST(Headings, InFrontMatterAndCommentsAreNone) {
  const Markdown markdown("---\n# title: x\n---\n<!-- hidden\n# no\n-->\n# Yes\n");
  ASSERT_EQ(markdown.headings().size(), 1u);
  EXPECT_EQ(markdown.headings()[0].text, "Yes");
}

TEST(Sections, EndAtTheNextHeadingOfTheirLevel) {
  const Markdown markdown("## A\none\n### deeper\ntwo\n## B\nthree\n");
  EXPECT_EQ(markdown.section(markdown.headings()[0]), "one\n### deeper\ntwo");
  EXPECT_EQ(markdown.text_below(markdown.headings()[0]), "one");
  EXPECT_EQ(markdown.section(markdown.headings()[2]), "three");
}

TEST(Words, AreThoseOfTheProse) {
  EXPECT_EQ(Markdown("---\ntitle: not these\n---\nThree plain words\n").words(), 3);
  EXPECT_EQ(
      Markdown("one\n```\nnot these\n```\n<!-- nor these -->\ntwo – three | - *four*\n").words(),
      4);
  EXPECT_EQ(Markdown("").words(), 0);
}

TEST(CodeBlocks, KnowTheirLanguageAndTheLineAbove) {
  const Markdown markdown("above\n```cpp title=x\nint i;\n\n```\n");
  ASSERT_EQ(markdown.blocks().size(), 1u);
  EXPECT_EQ(markdown.blocks()[0].language, "cpp");
  EXPECT_EQ(markdown.blocks()[0].before, "above");
  EXPECT_EQ(markdown.blocks()[0].lines, (std::vector<std::string>{"int i;", ""}));
}

TEST(Links, AreFoundInProseOnly) {
  const Markdown markdown(
      "[a](one.md) and ![b](two.png \"title\") `[c](three.md)` [](const T& x)\n"
      "```\n[d](four.md)\n```\n[ref]: five.md\n");
  std::vector<std::string> targets;
  for (const auto& link : markdown.links()) targets.push_back(link.target);
  EXPECT_EQ(targets, (std::vector<std::string>{"one.md", "two.png", "const", "five.md"}))
      << "a lambda outside of code is the author's mistake, and shown as such";
}

TEST(Hints, AreTakenInTheirOrder) {
  const auto hints =
      hints_in("# x\n## Hint 1\nA nudge.\n\n## Hint 2\nMore.\n```\n## Hint 3\n```\n");
  ASSERT_EQ(hints.size(), 2u);
  EXPECT_EQ(hints[0], "A nudge.");
  EXPECT_EQ(hints[1], "More.\n```\n## Hint 3\n```");
}

TEST(Hints, OutOfOrderDoNotCount) {
  EXPECT_EQ(hints_in("## Hint 2\nx\n## Hint 1\ny\n## Hint 3\nz\n").size(), 1u);
  EXPECT_TRUE(hints_in("").empty());
}

}  // namespace
}  // namespace threadlings::runner
