// The JSON of every kind of verdict is JSON, and says what the result says.
#if __has_include(<nlohmann/json.hpp>)
#include <atomic>
#include <condition_variable>
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
