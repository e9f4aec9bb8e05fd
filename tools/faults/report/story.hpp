// A run as rows: who did what, and where.
#pragma once

#include <string>
#include <vector>

#include "../engine/judge.hpp"
#include "../engine/record.hpp"
#include "source.hpp"

namespace threadlings::faulting {

struct Row {
  std::size_t actor = 0;
  std::string what, result, note;
  Line line;
  bool injected = false, culprit = false;
  unsigned times = 1;  // the same in a row
};

struct Story {
  std::vector<std::string> names;  // by actor
  std::vector<Row> rows;
};

Story tell(const Record& record, const Fault& fault, const Finding& finding,
           const std::vector<Line>& lines);

std::string columns(const Story& story);

// Plain ASCII, if the environment asks for a locale that has no more.
std::string fit_for_locale(const std::string& text);

}  // namespace threadlings::faulting
