// The JSON of every kind of verdict is JSON, and says what the result says.
#if __has_include(<nlohmann/json.hpp>)
#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "support.hpp"

using namespace threadlings;
using namespace threadlings::testing_support;

namespace {

nlohmann::json checked(const std::function<void()>& scenario, Verdict verdict) {
  Result result = explore(scenario, quiet());
  EXPECT_STREQ(name_of(result.verdict), name_of(verdict)) << result.report;
  auto json = nlohmann::json::parse(result.json, nullptr, false);
  EXPECT_TRUE(json.is_object()) << result.json;
  if (!json.is_object()) return json;
  EXPECT_EQ(json.value("format", ""), "threadlings-explore-1");
  EXPECT_EQ(json.value("verdict", ""), name_of(result.verdict));
  EXPECT_EQ(json.value("interleavings", std::uint64_t{0}), result.interleavings);
  EXPECT_EQ(json.value("complete", false), result.complete);
  if (verdict != Verdict::pass) {
    EXPECT_EQ(json.value("message", ""), result.message);
    EXPECT_EQ(json.value("token", ""), result.token);
    EXPECT_TRUE(json["steps"].is_array()) << result.json;
  }
  return json;
}

}  // namespace

TEST(Json, OfAPassHasItsOutcomes) {
  auto json = checked(
      [] {
        std::atomic<int> x{0};
        std::thread a([&] { x = 1; });
        observe("\"quoted\"\n\\" + std::to_string(x));
        a.join();
      },
      Verdict::pass);
  EXPECT_EQ(json["outcomes"].size(), 2u);
  EXPECT_TRUE(json["outcomes"].contains("\"quoted\"\n\\1"));
}

TEST(Json, OfARaceHasItsSteps) {
  auto json = checked(
      [] {
        int x = 0;
        std::thread a([&] { ++x; }), b([&] { ++x; });
        a.join(), b.join();
      },
      Verdict::race);
  bool culprit = false;
  for (const auto& step : json["steps"])
    culprit |= step.value("culprit", false) && step.value("line", 0) > 0;
  EXPECT_TRUE(culprit) << json;
}

namespace {

// "hits write 1, hits read 1": what the thread's steps do.
std::string effects_of(const nlohmann::json& json, const std::string& thread) {
  std::string text;
  for (const auto& step : json["steps"]) {
    if (step.value("thread", "") != thread) continue;
    for (const auto& effect : step.value("effects", nlohmann::json::array())) {
      const std::string name = json["objects"][effect.value("object", std::size_t{0})];
      const std::string value = effect.value("value", "");
      text += (text.empty() ? "" : ", ") + name + " " + effect.value("does", "");
      if (!value.empty()) text += " " + value;
    }
  }
  return text;
}

struct Slot {
  std::mutex mutex;
  std::condition_variable filled_;
  int jobs_ = 0;
};

}  // namespace

TEST(Json, SaysWhatEachStepDoesToWhichObject) {
  auto json = checked(
      [] {
        const auto slot = std::make_unique<Slot>();
        std::thread a([&] {
          std::unique_lock hold(slot->mutex);
          slot->filled_.wait(hold, [&] { return slot->jobs_ == 2; });
        });
        {
          std::scoped_lock hold(slot->mutex);
          ++slot->jobs_;
        }
        slot->filled_.notify_one();
        a.join();
      },
      Verdict::deadlock);
  EXPECT_EQ(effects_of(json, "main"),
            "slot->mutex lock, slot->jobs_ read 0, slot->jobs_ write 1, slot->mutex unlock, "
            "slot->filled_ notify");
  const std::string waits = "slot->jobs_ read 1, slot->filled_ waits (unlocks), slot->mutex unlock";
  EXPECT_NE(effects_of(json, "T1").find(waits), std::string::npos) << json;
}

TEST(Json, HasADifferentNameForEachObject) {
  auto json = checked(
      [] {
        Slot slots[2];
        auto take_both = [&](Slot& mine, Slot& other) {
          std::scoped_lock hold_mine(mine.mutex);
          std::scoped_lock hold_other(other.mutex);
        };
        std::thread a([&] { take_both(slots[0], slots[1]); });
        std::thread b([&] { take_both(slots[1], slots[0]); });
        a.join(), b.join();
      },
      Verdict::deadlock);
  EXPECT_EQ(json["objects"], (nlohmann::json{"mine.mutex", "mine.mutex (2)"})) << json;
}

TEST(Json, OfAFailedExpectationHasItsText) {
  auto json = checked([] { EXPECT_EQ("a\tb", std::string("\"")); }, Verdict::check);
  EXPECT_NE(json.value("message", "").find("a\\tb"), std::string::npos);
}

TEST(Json, OfADeadlockSaysWhoWaitsWhere) {
  auto json = checked(
      [] {
        std::mutex m;
        std::condition_variable changed;
        std::thread a([&] {
          std::unique_lock hold(m);
          changed.wait(hold);
        });
        a.join();
      },
      Verdict::deadlock);
  ASSERT_EQ(json["waiting"].size(), 2u) << json;
  for (const auto& waiting : json["waiting"]) {
    EXPECT_GT(waiting.value("line", 0), 0) << waiting;
    EXPECT_NE(waiting.value("file", "").find("json.cpp"), std::string::npos) << waiting;
  }
}

TEST(Json, OfALivelockSaysWhoSpins) {
  auto json = checked(
      [] {
        std::atomic<bool> stop{false};
        std::thread a([&] {
          while (!stop) {
          }
        });
        a.join();
      },
      Verdict::livelock);
  EXPECT_EQ(json["waiting"].size(), 2u) << json;
}
#endif
