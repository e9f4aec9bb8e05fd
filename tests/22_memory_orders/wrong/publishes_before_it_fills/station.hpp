// caught by: explore (race)
// Differs: the orders are right, but the report is written after the release
// What a weather station shows: one thread reads the instruments, others feed the displays.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>

#include "weather.hpp"

// The morning report: published once, by one thread; read by any.
class Bulletin {
 public:
  void publish(const Report& report) {
    latest_.store(&report_, std::memory_order_release);
    report_.celsius = report.celsius;
    report_.wind_kmh = report.wind_kmh;
    report_.snow_cm = report.snow_cm;
  }

  // Null as long as there is none.
  const Report* read() const { return latest_.load(std::memory_order_acquire); }

 private:
  Report report_;
  std::atomic<const Report*> latest_ = nullptr;
};

// The rain of a year: one thread adds a day at a time, any thread reads.
class RainGauge {
 public:
  // First the rain, then the day: the day is what readers look at first, so it publishes the rain.
  void add(int millimetres) {
    millimetres_.fetch_add(millimetres, std::memory_order_relaxed);
    days_.fetch_add(1, std::memory_order_release);  // for the acquire load in read()
  }

  // At least the rain of these days.
  Rain read() const {
    const int days = days_.load(std::memory_order_acquire);  // of the release in add()
    const int millimetres = millimetres_.load(std::memory_order_relaxed);
    return {days, millimetres};
  }

 private:
  std::atomic<int> days_ = 0;
  std::atomic<int> millimetres_ = 0;
};

// A chart that is drawn when somebody asks for it first.
class ChartRoom {
 public:
  explicit ChartRoom(Draw draw) : draw_(draw) {}

  // After the first time this is one load, and no lock.
  const Chart& chart() {
    // Reads from the release store in draw_once(): then the chart is complete.
    if (const Chart* chart = chart_.load(std::memory_order_acquire)) return *chart;
    return draw_once();
  }

 private:
  const Chart& draw_once() {
    std::lock_guard hold(mutex_);
    // Look again: another thread may have drawn it while this one waited for the lock.
    if (!owner_) {
      owner_ = draw_();
      chart_.store(owner_.get(), std::memory_order_release);  // for the acquire load in chart()
    }
    return *owner_;
  }

  const Draw draw_;
  std::mutex mutex_;  // guards owner_: one thread draws, the others wait
  std::unique_ptr<const Chart> owner_;
  std::atomic<const Chart*> chart_ = nullptr;  // what owner_ owns, for a look without the lock
};
