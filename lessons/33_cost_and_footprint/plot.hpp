// Draws what has been measured, as an SVG picture. You need not edit or read this.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <string>
#include <vector>

namespace plot {

// One way to start something: milliseconds for each size of the parent.
struct Line {
  std::string name;
  std::string style;  // one of a, b, c: see kHead
  std::vector<double> milliseconds;
};

// One kind of child: what it has, in mebibytes.
struct Bars {
  std::string name;
  double resident, proportional, unique;
};

struct Data {
  std::string machine;
  std::vector<double> sizes;  // of the parent, in mebibytes
  std::vector<Line> lines;
  std::vector<Bars> children;
};

// Brings its own background, so it looks the same on every page; and it follows the reader's wish
// for a light or a dark one.
inline constexpr const char* kHead =
    R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 960 420" width="960" height="420" role="img">
<title>What a thread and a process cost</title>
<style>
  .page { fill: #ffffff } .grid { stroke: #dde2e8; stroke-width: 1 }
  text { fill: #22303c; font: 13px system-ui, "DejaVu Sans", sans-serif }
  .title { font-size: 16px; font-weight: 600 } .small { fill: #5b6874; font-size: 12px }
  .line { fill: none; stroke-width: 2.5; stroke-linejoin: round }
  .a { stroke: #16805a } .b { stroke: #c2410c } .c { stroke: #2460c4 }
  .dot.a, .bar.a { fill: #16805a } .dot.b, .bar.b { fill: #c2410c } .dot.c, .bar.c { fill: #2460c4 }
  .bar { stroke: none }
  @media (prefers-color-scheme: dark) {
    .page { fill: #161b20 } .grid { stroke: #353e47 }
    text { fill: #e6eaee } .small { fill: #9aa7b3 }
    .a { stroke: #4cc790 } .b { stroke: #ff8f5e } .c { stroke: #74aaff }
    .dot.a, .bar.a { fill: #4cc790 } .dot.b, .bar.b { fill: #ff8f5e } .dot.c, .bar.c { fill: #74aaff }
  }
</style>
<rect class="page" width="960" height="420" rx="8"/>
)";

inline std::string number(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), value == 0 || value >= 10 ? "%.0f" : "%.1f", value);
  return text.data();
}

inline std::string text_at(double x, double y, const std::string& words,
                           const std::string& attributes = "") {
  return "<text x=\"" + number(x) + "\" y=\"" + number(y) + "\" " + attributes + ">" + words +
         "</text>\n";
}

// The smallest of 1, 2, 5, 10, 20, 50 ... with which at most five steps reach `highest`.
inline double step_for(double highest) {
  double power = 0.001;
  for (;;) {
    for (const double step : {1.0, 2.0, 5.0}) {
      if (step * power * 5 >= highest) return step * power;
    }
    power *= 10;
  }
}

// The left half: time against the size of the parent.
class Chart {
 public:
  explicit Chart(const Data& data) : data_{data} {
    double highest = 0.001;
    for (const Line& line : data.lines) {
      for (const double value : line.milliseconds) highest = std::max(highest, value);
    }
    step_ = step_for(highest);
    top_ = std::ceil(highest / step_) * step_;
  }

  std::string draw() const {
    std::string svg = text_at(40, 40, "From start to join, in milliseconds", "class=\"title\"");
    for (int i = 0; i * step_ <= top_ * 1.001; ++i) svg += grid_line(i * step_);
    for (const double size : data_.sizes) {
      svg += text_at(x(size), kBottom + 22, number(size), "class=\"small\" text-anchor=\"middle\"");
    }
    svg += text_at((kLeft + kRight) / 2, kBottom + 46, "MiB that the parent has touched",
                   "class=\"small\" text-anchor=\"middle\"");
    for (const Line& line : data_.lines) svg += draw(line);
    return svg + names();
  }

 private:
  static constexpr double kLeft = 66, kRight = 400, kTop = 70, kBottom = 330;

  double x(double size) const { return kLeft + (kRight - kLeft) * size / data_.sizes.back(); }
  double y(double value) const { return kBottom - (kBottom - kTop) * value / top_; }

  std::string grid_line(double value) const {
    const std::string height = number(y(value));
    std::array<char, 32> label{};
    std::snprintf(label.data(), label.size(), "%g", value);
    return "<line class=\"grid\" x1=\"" + number(kLeft) + "\" x2=\"" + number(kRight) + "\" y1=\"" +
           height + "\" y2=\"" + height + "\"/>\n" +
           text_at(kLeft - 8, y(value) + 4, label.data(), "class=\"small\" text-anchor=\"end\"");
  }

  std::string draw(const Line& line) const {
    std::string points;
    std::string dots;
    for (std::size_t i = 0; i != line.milliseconds.size(); ++i) {
      const std::string px = number(x(data_.sizes[i]));
      const std::string py = number(y(line.milliseconds[i]));
      points += px + "," + py + " ";
      dots += "<circle class=\"dot " + line.style + "\" cx=\"" + px + "\" cy=\"" + py +
              "\" r=\"3.5\"/>\n";
    }
    return "<polyline class=\"line " + line.style + "\" points=\"" + points + "\"/>\n" + dots;
  }

  // Each line's name stands at its end. Names that would lie on each other are moved apart.
  std::string names() const {
    std::vector<const Line*> from_below;
    for (const Line& line : data_.lines) from_below.push_back(&line);
    std::sort(from_below.begin(), from_below.end(), [](const Line* one, const Line* other) {
      return one->milliseconds.back() < other->milliseconds.back();
    });
    std::string svg;
    double lowest_free = kBottom + 20;
    for (const Line* line : from_below) {
      const double height = std::min(y(line->milliseconds.back()) + 4, lowest_free);
      svg += text_at(kRight + 12, height, line->name);
      lowest_free = height - 17;
    }
    return svg;
  }

  const Data& data_;
  double step_ = 1;
  double top_ = 1;
};

// The right half: the same child, counted in three ways.
inline std::string draw_children(const std::vector<Bars>& children) {
  constexpr double kLeft = 560, kWidth = 220, kBar = 16;
  double longest = 0.001;
  for (const Bars& child : children) longest = std::max(longest, child.resident);
  std::string svg = text_at(kLeft, 40, "A child of a 64 MiB parent, in MiB", "class=\"title\"");
  double y = 72;
  for (const Bars& child : children) {
    svg += text_at(kLeft, y, child.name);
    y += 8;
    const auto bar = [&](const char* style, double value, const std::string& name) {
      const double width = std::max(1.0, kWidth * value / longest);
      svg += "<rect class=\"bar " + std::string(style) + "\" x=\"" + number(kLeft) + "\" y=\"" +
             number(y) + "\" width=\"" + number(width) + "\" height=\"" + number(kBar - 3) +
             "\" rx=\"2\"/>\n" +
             text_at(kLeft + width + 8, y + 11, number(value) + " " + name, "class=\"small\"");
      y += kBar;
    };
    bar("b", child.resident, "resident (RSS)");
    bar("c", child.proportional, "proportional (PSS)");
    bar("a", child.unique, "unique (USS)");
    y += 24;
  }
  return svg;
}

inline std::string draw(const Data& data) {
  return kHead + Chart{data}.draw() + draw_children(data.children) +
         text_at(40, 402, data.machine, "class=\"small\"") + "</svg>\n";
}

}  // namespace plot
