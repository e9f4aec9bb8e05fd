#include "screen/lesson_list.hpp"

#include <gtest/gtest.h>

#include "screen/text.hpp"
#include "watch/keys.hpp"

namespace threadlings::runner::testing {
namespace {

using Wish = LessonList::Wish;

class ListOfLessons : public ::testing::Test {
 protected:
  static LessonRow row(const std::string& key, const std::string& title, const std::string& part,
                       bool done) {
    return {key, key.substr(0, 2) + " · " + title, part, "15", "concept of " + title, done, false};
  }

  Wish press(char32_t character) { return list_.key({Key::Kind::character, character}); }
  Wish press(Key::Kind kind) { return list_.key({kind}); }
  void type(const std::u32string& text) {
    for (const char32_t c : text) press(c);
  }
  std::string screen(int width = 80, int height = 20) const {
    std::string text;
    for (const auto& line : list_.lines(Terminal(true, false, width), width, height)) {
      text += line + "\n";
    }
    return text;
  }

  LessonList list_{{row("01_race", "The first race", "Threads", true),
                    row("02_join", "Start and join", "Threads", false),
                    row("28_fork", "Fork", "Processes", false),
                    row("30_pipe", "Results through a pipe", "Processes", true)},
                   "02_join"};
};

TEST_F(ListOfLessons, BeginsAtTheCurrentLesson) {
  EXPECT_EQ(list_.chosen(), "02_join");
  EXPECT_EQ(press(Key::Kind::enter), Wish::jump);
}

TEST_F(ListOfLessons, MovesAndStopsAtItsEnds) {
  press(Key::Kind::down);
  EXPECT_EQ(list_.chosen(), "28_fork");
  press(Key::Kind::page_down);
  EXPECT_EQ(list_.chosen(), "30_pipe");
  press(U'j');
  EXPECT_EQ(list_.chosen(), "30_pipe");
  press(Key::Kind::home);
  press(U'k');
  EXPECT_EQ(list_.chosen(), "01_race");
}

TEST_F(ListOfLessons, FindsByTitleWhateverTheLetters) {
  type(U"/PIPE");
  EXPECT_EQ(list_.chosen(), "30_pipe");
  EXPECT_EQ(press(Key::Kind::enter), Wish::none) << "The first Enter ends the search.";
  EXPECT_EQ(press(Key::Kind::enter), Wish::jump);
}

TEST_F(ListOfLessons, SearchesForLettersThatAreCommandsElsewhere) {
  type(U"/fork");
  EXPECT_EQ(list_.chosen(), "28_fork");
  press(Key::Kind::backspace);
  type(U"x");
  EXPECT_EQ(list_.chosen(), "");
  EXPECT_NE(screen().find("No lesson fits"), std::string::npos);
  press(Key::Kind::escape);
  EXPECT_EQ(list_.chosen(), "01_race");
}

TEST_F(ListOfLessons, HasNothingToJumpToOrToResetIfNothingFits) {
  type(U"/nothing like that");
  press(Key::Kind::enter);
  EXPECT_EQ(press(Key::Kind::enter), Wish::none);
  EXPECT_EQ(press(U'x'), Wish::none);
}

TEST_F(ListOfLessons, ShowsWhatIsToDoOrDone) {
  press(U'f');
  EXPECT_EQ(screen().find("The first race"), std::string::npos);
  EXPECT_NE(screen().find("Fork"), std::string::npos);
  press(U'f');
  EXPECT_NE(screen().find("The first race"), std::string::npos);
  EXPECT_EQ(screen().find("Fork"), std::string::npos);
  press(U'f');
  EXPECT_NE(screen().find("Fork"), std::string::npos);
}

TEST_F(ListOfLessons, ShowsOnePartAfterTheOther) {
  press(U'p');
  EXPECT_EQ(screen().find("Fork"), std::string::npos);
  press(U'p');
  EXPECT_NE(screen().find("Fork"), std::string::npos);
  EXPECT_EQ(screen().find("Start and join"), std::string::npos);
  press(U'p');
  EXPECT_NE(screen().find("Start and join"), std::string::npos);
}

TEST_F(ListOfLessons, ResetsAndLeaves) {
  EXPECT_EQ(press(U'x'), Wish::reset);
  EXPECT_EQ(press(U'l'), Wish::leave);
  EXPECT_EQ(press(U'q'), Wish::leave);
  EXPECT_EQ(press(Key::Kind::escape), Wish::leave);
}

TEST_F(ListOfLessons, FitsIntoAnyWindowAndShowsTheCursor) {
  for (const int width : {20, 40, 60, 100}) {
    for (const int height : {2, 3, 10}) {
      press(Key::Kind::end);
      const auto lines = list_.lines(Terminal(true, false, width), width, height);
      EXPECT_LE(lines.size(), static_cast<std::size_t>(height));
      bool cursor = false;
      for (const auto& line : lines) {
        EXPECT_LE(painted_columns(line), width) << line;
        cursor |= line.starts_with("> ");
      }
      EXPECT_TRUE(cursor) << width << " x " << height;
    }
  }
}

}  // namespace
}  // namespace threadlings::runner::testing
