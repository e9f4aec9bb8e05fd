// What the weather station tells. All of it is plain data, nothing here is atomic.
#pragma once

#include <memory>

// The morning report.
struct Report {
  int celsius = 0;
  int wind_kmh = 0;
  int snow_cm = 0;
};

// How much it has rained. Aligned so that a processor reads and writes both numbers in one step,
// if they are in one std::atomic<Rain>.
struct alignas(8) Rain {
  int days = 0;
  int millimetres = 0;
};

// A chart of the mountain.
struct Chart {
  int hut_m = 0;
  int summit_m = 0;
};

// Draws a chart. That takes long.
using Draw = std::unique_ptr<const Chart> (*)();
