#include "screen/player.hpp"

#include <gtest/gtest.h>

#include "screen/situation.hpp"
#include "screen/text.hpp"

namespace threadlings::runner::testing {
namespace {

// A consumer that looks, a producer that notifies too early.
constexpr auto kLostWakeup = R"json({
  "test": "T.t", "verdict": "deadlock", "message": "deadlock: nobody can go on.",
  "objects": ["mutex_", "news_", "count_"],
  "steps": [
    {"thread": "T1", "what": "lock", "file": "/a/event.hpp", "line": 12, "source": "lock(mutex_);",
     "effects": [{"object": 0, "does": "lock"}]},
    {"thread": "main", "what": "notify", "file": "/a/event.hpp", "line": 20,
     "source": "news_.notify_one();", "note": "nobody is waiting",
     "effects": [{"object": 1, "does": "notify"}]},
    {"thread": "T1", "what": "0 → 1", "file": "/a/event.hpp", "line": 13, "source": "++count_;",
     "effects": [{"object": 2, "does": "read", "value": "0"},
                 {"object": 2, "does": "write", "value": "1"}]},
    {"thread": "T1", "what": "waits (unlocks)", "file": "/a/event.hpp", "line": 14,
     "source": "news_.wait(lock);",
     "effects": [{"object": 1, "does": "waits (unlocks)"}, {"object": 0, "does": "unlock"}]},
    {"thread": "main", "what": "lock", "effects": [{"object": 0, "does": "lock"}], "culprit": true}
  ],
  "waiting": [{"thread": "T1", "for": "a notification"},
              {"thread": "main", "for": "the lock", "held_by": "T1"}]
})json";

std::string shown(const Player& player, int width = 80, int height = 24) {
  std::string text;
  for (const auto& line : player.lines(Terminal(true, false, width), width, height)) {
    text += line + "\n";
  }
  return text;
}

TEST(StepThrough, ShowsThreadsAsColumnsUpToTheCurrentStep) {
  Player player(kLostWakeup);
  player.forward();
  EXPECT_EQ(shown(player),
            "Step 2 of 5\n"
            "  main                                  │ T1\n"
            "                                        │ lock mutex_\n"
            "> notify news_                          │\n"
            "\n"
            "main at event.hpp:20\n"
            "    news_.notify_one();\n"
            "    nobody is waiting\n"
            "Locks: mutex_ is held by T1\n"
            "Waiting: main waits for mutex_ (held by T1)\n");
}

TEST(StepThrough, ShowsValuesAndTheVerdictAtTheEnd) {
  Player player(kLostWakeup);
  player.to_end();
  const std::string text = shown(player);
  EXPECT_NE(text.find("Step 5 of 5, the last"), std::string::npos) << text;
  EXPECT_NE(text.find("deadlock: nobody can go on."), std::string::npos) << text;
  EXPECT_NE(text.find("Values: count_ = 1"), std::string::npos) << text;
  EXPECT_NE(text.find("T1 waits for a notification"), std::string::npos) << text;
  EXPECT_NE(text.find("main waits for the lock (held by T1)"), std::string::npos) << text;
}

TEST(StepThrough, GoesForwardsAndBackwardsWithinItsEnds) {
  Player player(kLostWakeup);
  player.back();
  EXPECT_EQ(player.position(), 0U);
  for (int i = 0; i != 10; ++i) player.forward();
  EXPECT_EQ(player.position(), 4U);
  player.back();
  EXPECT_EQ(player.position(), 3U);
  player.to_start();
  EXPECT_EQ(player.position(), 0U);
}

TEST(StepThrough, MarksTheValueThatTheStepHasChanged) {
  const Trace trace = read_trace(kLostWakeup);
  ASSERT_EQ(situation_after(trace, 3).values.size(), 1U);
  EXPECT_TRUE(situation_after(trace, 3).values[0].fresh);
  EXPECT_FALSE(situation_after(trace, 4).values[0].fresh);
}

TEST(StepThrough, KnowsWhoWaitsForALockFromWhatComesNext) {
  const Trace trace = read_trace(kLostWakeup);
  // After T1 has locked, main goes on with its notification: it does not wait.
  EXPECT_TRUE(situation_after(trace, 1).waits.empty());
  // Then its next step is the lock, which T1 holds.
  EXPECT_EQ(situation_after(trace, 2).waits,
            std::vector<std::string>{"main waits for mutex_ (held by T1)"});
  // T1 waits and has given the lock free.
  EXPECT_EQ(situation_after(trace, 4).waits,
            std::vector<std::string>{"T1 waits for a notification of news_"});
  EXPECT_TRUE(situation_after(trace, 4).locks.empty());
}

TEST(StepThrough, FitsIntoAnyWindow) {
  Player player(kLostWakeup);
  for (std::size_t step = 0; step != player.size(); ++step, player.forward()) {
    for (const int width : {20, 25, 40, 80, 200}) {
      for (const int height : {1, 2, 5, 10, 50}) {
        const auto lines = player.lines(Terminal(true, false, width), width, height);
        EXPECT_LE(lines.size(), static_cast<std::size_t>(height));
        for (const auto& line : lines) EXPECT_LE(painted_columns(line), width) << line;
      }
    }
  }
}

TEST(StepThrough, NamesTheThreadInFrontWhereColumnsDoNotFit) {
  Player player(kLostWakeup);
  EXPECT_NE(shown(player, 24).find("> T1  lock mutex_"), std::string::npos) << shown(player, 24);
}

TEST(StepThrough, ShowsProcessesAndTheInjectedFault) {
  Player player(R"json({"verdict": "not hidden", "message": "It gave up.", "steps": [
    {"process": "parent", "call": "fork()", "result": "child 1"},
    {"process": "child 1", "call": "write(4, 2)", "result": "2"},
    {"process": "parent", "call": "read(3, 65536)", "result": "-1 EINTR", "injected": true}]})json");
  player.to_end();
  const std::string text = shown(player);
  EXPECT_NE(text.find("  parent                                │ child 1"), std::string::npos)
      << text;
  EXPECT_NE(text.find("> ◀ read(3, 65536) = -1 EINTR"), std::string::npos) << text;
}

TEST(StepThrough, IsEmptyWithoutATrace) {
  for (const char* text : {"", "{", "[]", "{\"steps\": 7}", "{\"steps\": [7]}", "null"}) {
    Player player(text);
    player.forward();
    player.to_end();
    EXPECT_EQ(shown(player), "There is no interleaving to step through.\n") << text;
  }
}

TEST(StepThrough, LetsNoProgramPaintOnTheScreen) {
  Player player("{\"steps\": [{\"thread\": \"T1\", \"what\": \"\\u001b[2Jboom\"}]}");
  EXPECT_EQ(shown(player).find('\033'), std::string::npos);
}

}  // namespace
}  // namespace threadlings::runner::testing
