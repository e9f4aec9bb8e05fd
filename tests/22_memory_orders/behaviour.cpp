// stub: explore (race)
#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <memory>
#include <mutex>
#include <thread>
#include <threadlings/turns.hpp>
#include <vector>

#include "subject.hpp"

// What one machine shows. Memory orders it does not show: a processor may keep more order than it
// was asked for. They are judged in interleavings.cpp.

#if defined(__SANITIZE_THREAD__)
#define UNDER_THREAD_SANITIZER true
#elif defined(__has_feature)
#define UNDER_THREAD_SANITIZER __has_feature(thread_sanitizer)
#else
#define UNDER_THREAD_SANITIZER false
#endif

namespace {

// ThreadSanitizer does not know std::atomic_thread_fence: to it, a right answer with fences is a
// race on the report and on the chart. So it is not shown threads that meet there. (All that the
// threads of a rain gauge share is atomic, with fences or without.)
constexpr bool kFencesAreKnown = !UNDER_THREAD_SANITIZER;

constexpr Report kFrost{-12, 30, 140};
constexpr Report kThaw{3, 10, 90};

void expect_report(const Report* seen, const Report& published) {
  ASSERT_TRUE(seen) << "The report was published, but read() gives none.";
  EXPECT_EQ(seen->celsius, published.celsius);
  EXPECT_EQ(seen->wind_kmh, published.wind_kmh);
  EXPECT_EQ(seen->snow_cm, published.snow_cm);
}

void expect_rain(const Gauge& gauge, int days, int millimetres) {
  const Rain seen = gauge.read();
  EXPECT_EQ(seen.days, days) << "add() was called " << days << " times: once for each day.";
  EXPECT_EQ(seen.millimetres, millimetres) << "The rain of all these days, added up.";
}

std::atomic<int> drawn = 0;

std::unique_ptr<const Chart> draw(const Chart& mountain) {
  ++drawn;
  return std::make_unique<Chart>(mountain);
}

std::unique_ptr<const Chart> draw_the_summit() {
  return draw({1850, 2962});
}

std::unique_ptr<const Chart> draw_the_foothills() {
  return draw({900, 1400});
}

void expect_chart(const Chart& chart) {
  EXPECT_EQ(chart.hut_m, 1850) << "This is not what was drawn.";
  EXPECT_EQ(chart.summit_m, 2962) << "This is not what was drawn.";
}

void expect_drawn(int times) {
  EXPECT_EQ(drawn, times) << "A chart is drawn when somebody asks for it first, and only then.";
}

}  // namespace

TEST(Bulletin, HasNothingToReadBeforeItIsPublished) {
  const auto bulletin = make_bulletin();
  EXPECT_FALSE(bulletin->read()) << "Nothing has been published, so read() gives null.";
}

TEST(Bulletin, GivesTheReportToWhoeverReads) {
  const auto bulletin = make_bulletin();
  bulletin->publish(kFrost);
  expect_report(bulletin->read(), kFrost);
  expect_report(bulletin->read(), kFrost);
  std::jthread display([&] { expect_report(bulletin->read(), kFrost); });
}

TEST(Bulletin, KeepsTheReportWhenItsPublisherHasForgottenIt) {
  const auto bulletin = make_bulletin();
  {
    const auto report = std::make_unique<Report>(kFrost);
    bulletin->publish(*report);
  }
  expect_report(bulletin->read(), kFrost);
}

TEST(Bulletin, KnowsNothingOfOtherBulletins) {
  const auto here = make_bulletin();
  const auto there = make_bulletin();
  here->publish(kFrost);
  EXPECT_FALSE(there->read()) << "Another bulletin was published, not this one.";
  there->publish(kThaw);
  expect_report(here->read(), kFrost);
  expect_report(there->read(), kThaw);
}

TEST(Bulletin, IsWatchedByTwoWhileItIsPublished) {
  if (!kFencesAreKnown) return;
  for (int morning = 0; morning < 100 && !HasFailure(); ++morning) {
    const auto bulletin = make_bulletin();
    std::latch start(3);
    const auto watch = [&] {
      start.arrive_and_wait();
      const Report* report = bulletin->read();
      while (!report) {
        std::this_thread::yield();
        report = bulletin->read();
      }
      expect_report(report, kFrost);
    };
    std::jthread valley(watch);
    std::jthread hut(watch);
    start.arrive_and_wait();
    bulletin->publish(kFrost);
  }
}

TEST(Bulletin, HoldsNoMutex) {
  EXPECT_LT(size_of_bulletin(), sizeof(std::mutex) + sizeof(Report))
      << "A Bulletin is so big that there could be a mutex in it. A Report and an atomic are "
         "enough.";
}

TEST(RainGauge, CountsEachDayAndItsRain) {
  const auto gauge = make_rain_gauge();
  expect_rain(*gauge, 0, 0);
  gauge->add(5);
  expect_rain(*gauge, 1, 5);
  gauge->add(0);  // a dry day is a day
  expect_rain(*gauge, 2, 5);
  gauge->add(20);
  expect_rain(*gauge, 3, 25);
  expect_rain(*gauge, 3, 25);  // looking changes nothing
}

// Fails no wrong answer: the chart room has one with a `static`, which this is for.
TEST(RainGauge, KnowsNothingOfOtherGauges) {
  const auto here = make_rain_gauge();
  const auto there = make_rain_gauge();
  here->add(5);
  there->add(20);
  expect_rain(*here, 1, 5);
  expect_rain(*there, 1, 20);
}

// One after the other, so that ThreadSanitizer sees a data race.
TEST(RainGauge, MayBeReadAtAnyTime) {
  constexpr int kDays = 30;
  const auto gauge = make_rain_gauge();
  threadlings::Turns turns(2, kDays);
  {
    std::jthread station([&] { turns.act(0, [&] { gauge->add(5); }); });
    std::jthread display([&] { turns.act(1, [&] { (void)gauge->read(); }); });
  }
  expect_rain(*gauge, kDays, 5 * kDays);
}

TEST(RainGauge, TellsEveryDayWithItsRainAllYearRound) {
  constexpr int kDays = 20'000;
  const auto gauge = make_rain_gauge();
  std::latch start(2);
  Rain seen;
  int missing = 0;
  bool went_back = false;
  {
    std::jthread display([&] {
      start.arrive_and_wait();
      while (seen.days < kDays) {
        const Rain now = gauge->read();
        if (now.days < seen.days || now.millimetres < seen.millimetres) went_back = true;
        if (now.millimetres < now.days) ++missing;
        seen = now;
        std::this_thread::yield();
      }
    });
    start.arrive_and_wait();
    for (int day = 0; day < kDays; ++day) gauge->add(1);
  }
  EXPECT_EQ(missing, 0) << "It rained 1 mm each day, but read() told of more days than "
                           "millimetres.";
  EXPECT_FALSE(went_back) << "A later read() told of fewer days or less rain.";
  expect_rain(*gauge, kDays, kDays);
}

TEST(RainGauge, HoldsNoMutex) {
  EXPECT_LT(size_of_rain_gauge(), sizeof(std::mutex))
      << "A RainGauge is so big that there could be a mutex in it. Two atomics are enough.";
}

TEST(ChartRoom, DrawsNothingUntilSomebodyAsks) {
  drawn = 0;
  const auto room = make_chart_room(draw_the_summit);
  expect_drawn(0);
  expect_chart(room->chart());
  expect_drawn(1);
}

// Fails no wrong answer: the plainest form, for who draws at every call.
TEST(ChartRoom, DrawsOnceHoweverOftenItIsAsked) {
  drawn = 0;
  const auto room = make_chart_room(draw_the_summit);
  const Chart* const chart = &room->chart();
  for (int i = 0; i < 5; ++i) EXPECT_EQ(&room->chart(), chart) << "This is another chart.";
  std::jthread display([&] { EXPECT_EQ(&room->chart(), chart) << "This is another chart."; });
  expect_chart(*chart);
  display.join();
  expect_drawn(1);
}

TEST(ChartRoom, KnowsNothingOfOtherRooms) {
  drawn = 0;
  const auto here = make_chart_room(draw_the_summit);
  const auto there = make_chart_room(draw_the_foothills);
  expect_chart(here->chart());
  EXPECT_EQ(there->chart().summit_m, 1400) << "This room draws another mountain.";
  expect_chart(here->chart());
  expect_drawn(2);
}

TEST(ChartRoom, DrawsOnceWhenThreeAskAtOnce) {
  if (!kFencesAreKnown) return;
  for (int i = 0; i < 100 && !HasFailure(); ++i) {
    drawn = 0;
    const auto room = make_chart_room(draw_the_summit);
    std::latch start(3);
    std::vector<const Chart*> seen(3);
    {
      std::vector<std::jthread> displays;
      for (const Chart*& chart : seen) {
        displays.emplace_back([&] {
          start.arrive_and_wait();
          chart = &room->chart();
          expect_chart(*chart);
        });
      }
    }
    expect_drawn(1);
    EXPECT_EQ(seen[0], seen[1]) << "Two threads got two different charts.";
    EXPECT_EQ(seen[0], seen[2]) << "Two threads got two different charts.";
  }
}
