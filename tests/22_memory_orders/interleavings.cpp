// The smallest programs that can go wrong with the three classes: in every order in which their
// steps can happen, and with every old value that a load may still see.
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <memory>
#include <thread>
#include <threadlings/explore.hpp>

#include "subject.hpp"

namespace {

// Weak memory: a load need not see the newest store, unless something orders the two.
void explore(const std::function<void()>& scenario) {
  threadlings::Options options;
  options.memory = threadlings::Memory::rc11;
  threadlings::explore(scenario, options);
}

constexpr Report kFrost{-12, 30, 140};

// How many charts were drawn. Relaxed, so that counting orders nothing.
std::atomic<int> drawn{0};

std::unique_ptr<const Chart> draw() {
  drawn.fetch_add(1, std::memory_order_relaxed);
  auto chart = std::make_unique<Chart>();
  chart->summit_m = 2962;
  return chart;
}

void expect_one_chart() {
  EXPECT_EQ(drawn.load(std::memory_order_relaxed), 1)
      << "Two threads asked for the chart. It should have been drawn once.";
}

void expect_complete(const Chart& chart) {
  EXPECT_EQ(chart.summit_m, 2962) << "chart() came back before the chart was drawn.";
}

}  // namespace

TEST(BulletinInEveryOrder, WhoeverGetsTheReportSeesWhatIsInIt) {
  explore([] {
    const auto bulletin = make_bulletin();
    std::thread station([&] { bulletin->publish(kFrost); });
    if (const Report* report = bulletin->read()) {
      EXPECT_EQ(report->celsius, kFrost.celsius)
          << "read() gave a report that was not written yet.";
    }
    station.join();
  });
}

TEST(BulletinInEveryOrder, WhoeverGetsTheReportSeesWhatWasWrittenBeforeIt) {
  explore([] {
    const auto bulletin = make_bulletin();
    int picture = 0;
    std::thread station([&] {
      picture = 7;
      bulletin->publish(kFrost);
    });
    if (bulletin->read()) {
      EXPECT_EQ(picture, 7) << "The picture was taken before publish() was called.";
    }
    station.join();
  });
}

TEST(BulletinInEveryOrder, TheReportDoesNotVanish) {
  explore([] {
    const auto bulletin = make_bulletin();
    std::thread station([&] { bulletin->publish(kFrost); });
    const bool before = bulletin->read() != nullptr;
    const bool after = bulletin->read() != nullptr;
    EXPECT_TRUE(after || !before) << "read() gave the report, and later it gave none.";
    station.join();
    EXPECT_TRUE(bulletin->read()) << "The report was published, but read() gives none.";
  });
}

TEST(RainGaugeInEveryOrder, ADayComesWithItsRain) {
  explore([] {
    const auto gauge = make_rain_gauge();
    std::thread station([&] { gauge->add(5); });
    const Rain seen = gauge->read();
    if (seen.days == 1) {
      EXPECT_EQ(seen.millimetres, 5)
          << "One day of 5 mm was added. This reader was told of the day, but not of its rain.";
    }
    station.join();
  });
}

TEST(RainGaugeInEveryOrder, TheSecondDayComesWithItsRainToo) {
  explore([] {
    const auto gauge = make_rain_gauge();
    std::thread station([&] {
      gauge->add(5);
      gauge->add(20);
    });
    const Rain seen = gauge->read();
    const int least = seen.days == 2 ? 25 : seen.days == 1 ? 5 : 0;
    EXPECT_GE(seen.millimetres, least)
        << "Two days, of 5 mm and 20 mm. This reader was told of " << seen.days << " days and "
        << seen.millimetres << " mm: some of their rain is missing.";
    station.join();
    const Rain all = gauge->read();
    EXPECT_EQ(all.days, 2) << "Two days were added.";
    EXPECT_EQ(all.millimetres, 25) << "5 mm and 20 mm were added.";
  });
}

TEST(RainGaugeInEveryOrder, NothingGoesBack) {
  explore([] {
    const auto gauge = make_rain_gauge();
    std::thread station([&] { gauge->add(5); });
    const Rain before = gauge->read();
    const Rain after = gauge->read();
    EXPECT_GE(after.days, before.days) << "A later read() told of fewer days.";
    EXPECT_GE(after.millimetres, before.millimetres) << "A later read() told of less rain.";
    station.join();
  });
}

TEST(ChartRoomInEveryOrder, TwoWhoAskGetTheSameCompleteChart) {
  explore([] {
    const auto room = make_chart_room(draw);
    const Chart* other = nullptr;
    std::thread display([&] {
      const Chart& chart = room->chart();
      expect_complete(chart);
      other = &chart;
    });
    const Chart& chart = room->chart();
    expect_complete(chart);
    display.join();
    expect_one_chart();
    EXPECT_EQ(&chart, other) << "Two threads got two different charts.";
  });
}

TEST(ChartRoomInEveryOrder, WhoeverAsksAgainGetsTheSameChart) {
  explore([] {
    const auto room = make_chart_room(draw);
    std::thread display([&] { expect_complete(room->chart()); });
    const Chart& first = room->chart();
    const Chart& again = room->chart();
    EXPECT_EQ(&first, &again) << "A thread asked twice and got two different charts.";
    display.join();
    expect_one_chart();
  });
}
