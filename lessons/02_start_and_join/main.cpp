// The morning report: six huts, one slow radio channel each.
#include <chrono>
#include <cstdio>
#include <string>
#include <thread>
#include <vector>

#include "ask_all.hpp"

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

struct Hut {
  const char* name;
  milliseconds radio;  // how long it takes to answer
  const char* weather;
};

const std::vector<Hut> kHuts = {
    {"Eagle's Nest", milliseconds(250), "clear,  -4 C"},
    {"Black Lake", milliseconds(150), "fog,     1 C"},
    {"Goat Pass", milliseconds(300), "snow,   -7 C"},
    {"Old Mill", milliseconds(100), "rain,    6 C"},
    {"Three Larches", milliseconds(200), "clear,   2 C"},
    {"Summit", milliseconds(350), "storm, -12 C"},
};

std::string ask_by_radio(const std::string& name) {
  for (const Hut& hut : kHuts) {
    if (name != hut.name) continue;
    std::this_thread::sleep_for(hut.radio);
    return hut.weather;
  }
  return "no such hut";
}

int print_report(const std::vector<std::string>& answers) {
  int heard = 0;
  std::printf("\n  MORNING REPORT\n  --------------------------------\n");
  for (std::size_t i = 0; i < kHuts.size(); ++i) {
    const bool silent = answers[i].empty();
    std::printf("  %-15s  %s\n", kHuts[i].name, silent ? "(silence)" : answers[i].c_str());
    heard += silent ? 0 : 1;
  }
  return heard;
}

}  // namespace

int main() {
  std::vector<std::string> names;
  milliseconds in_turn(0);
  for (const Hut& hut : kHuts) {
    names.emplace_back(hut.name);
    in_turn += hut.radio;
  }

  const auto start = Clock::now();
  const std::vector<std::string> answers = ask_all(names, ask_by_radio, [](const std::string& hut) {
    std::printf("calling %s ...\n", hut.c_str());
  });
  const auto took = std::chrono::duration_cast<milliseconds>(Clock::now() - start);

  const int heard = print_report(answers);
  std::printf("\n%d of %zu huts heard, after %lld ms. One after another: %lld ms.\n", heard,
              kHuts.size(), static_cast<long long>(took.count()),
              static_cast<long long>(in_turn.count()));
  if (heard == 0) std::printf("The report went out before the first hut had answered.\n");
}
