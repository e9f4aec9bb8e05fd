// caught by: tsan (race)
#include "ask_all.hpp"

#include <cstddef>
#include <thread>

std::vector<std::string> ask_all(const std::vector<std::string>& huts, const Ask& ask,
                                 const Announce& announce) {
  std::vector<std::string> answers(huts.size());
  std::vector<std::jthread> radios;
  for (std::size_t i = 0; i < huts.size(); ++i) {
    radios.emplace_back([&] { answers[i] = ask(huts[i]); });
    announce(huts[i]);
  }
  for (std::jthread& radio : radios) radio.join();
  return answers;
}
