// Bytes of a terminal, read as keys.
#include <gtest/gtest.h>

#include "watch/keys.hpp"

namespace threadlings::runner::testing {
namespace {

using Kind = Key::Kind;

std::vector<Kind> kinds(const std::vector<Key>& keys) {
  std::vector<Kind> result;
  for (const auto& key : keys) result.push_back(key.kind);
  return result;
}

TEST(Keys, AreLettersArrowsAndTheLike) {
  KeyReader reader;
  EXPECT_TRUE(reader.read("n").at(0).is('n'));
  EXPECT_EQ(kinds(reader.read("\033[A\033[B\033OC\033[D\033[5~\033[6~\033[H\033[4~\r\177\t\014")),
            (std::vector<Kind>{Kind::up, Kind::down, Kind::right, Kind::left, Kind::page_up,
                               Kind::page_down, Kind::home, Kind::end, Kind::enter, Kind::backspace,
                               Kind::tab, Kind::redraw}));
  EXPECT_EQ(kinds(reader.read("\033[1;5C")), std::vector<Kind>{Kind::right}) << "Ctrl-Right";
  EXPECT_FALSE(reader.unfinished());
}

TEST(Keys, MayComeInPieces) {
  KeyReader reader;
  EXPECT_TRUE(reader.read("\033").empty());
  EXPECT_TRUE(reader.unfinished());
  EXPECT_TRUE(reader.read("[").empty());
  EXPECT_EQ(kinds(reader.read("A")), std::vector<Kind>{Kind::up});
  EXPECT_TRUE(reader.read("\xc3").empty());
  EXPECT_EQ(text_of(reader.read("\xa4").at(0)), "ä");
}

TEST(Keys, EscapeIsAKeyWhenNothingFollows) {
  KeyReader reader;
  reader.read("\033");
  EXPECT_EQ(kinds(reader.finish()), std::vector<Kind>{Kind::escape});
  EXPECT_FALSE(reader.unfinished());
  EXPECT_EQ(kinds(reader.read("\033\033q")),
            (std::vector<Kind>{Kind::escape, Kind::escape, Kind::character}));
}

TEST(Keys, UnknownSequencesAndBrokenBytesAreDropped) {
  KeyReader reader;
  EXPECT_TRUE(reader.read("\033[15~\033[?1;2c\xff\xfe").empty());
  const auto keys = reader.read("\xc3q");
  ASSERT_EQ(keys.size(), 1u);
  EXPECT_TRUE(keys[0].is('q'));
  reader.read("\033[");
  EXPECT_TRUE(reader.finish().empty());
}

TEST(Keys, SayWhetherTheyWerePasted) {
  KeyReader reader;
  const auto keys = reader.read("a\033[200~x\r\033[201~b");
  ASSERT_EQ(keys.size(), 4u);
  EXPECT_FALSE(keys[0].pasted);
  EXPECT_TRUE(keys[1].pasted);
  EXPECT_TRUE(keys[2].pasted);
  EXPECT_FALSE(keys[3].pasted);
}

TEST(Keys, GiveTheirTextAsUtf8) {
  KeyReader reader;
  for (const auto* text : {"x", "é", "→", "😀"}) EXPECT_EQ(text_of(reader.read(text).at(0)), text);
  EXPECT_EQ(text_of(reader.read("\x15").at(0)), "");
}

}  // namespace
}  // namespace threadlings::runner::testing
