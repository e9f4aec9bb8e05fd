// The learner's three classes behind interfaces, so that the tests need not include their header.
#pragma once

#include <cstddef>
#include <memory>

#include "weather.hpp"

struct Board {
  virtual ~Board() = default;
  virtual void publish(const Report& report) = 0;
  virtual const Report* read() const = 0;
};

struct Gauge {
  virtual ~Gauge() = default;
  virtual void add(int millimetres) = 0;
  virtual Rain read() const = 0;
};

struct Room {
  virtual ~Room() = default;
  virtual const Chart& chart() = 0;
};

std::unique_ptr<Board> make_bulletin();
std::unique_ptr<Gauge> make_rain_gauge();
std::unique_ptr<Room> make_chart_room(Draw draw);

// How many bytes they take: whether there is room for a mutex in them.
std::size_t size_of_bulletin();
std::size_t size_of_rain_gauge();
