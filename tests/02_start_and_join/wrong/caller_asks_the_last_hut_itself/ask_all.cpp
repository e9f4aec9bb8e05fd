// caught by: test (wrong)
#include "ask_all.hpp"

#include <cstddef>
#include <thread>

std::vector<std::string> ask_all(const std::vector<std::string>& huts, const Ask& ask,
                                 const Announce& announce) {
  std::vector<std::string> answers(huts.size());
  std::vector<std::jthread> radios;
  for (std::size_t i = 0; i + 1 < huts.size(); ++i) {
    radios.emplace_back([&, i] { answers[i] = ask(huts[i]); });
    announce(huts[i]);
  }
  if (!huts.empty()) {
    announce(huts.back());
    answers.back() = ask(huts.back());
  }
  for (std::jthread& radio : radios) radio.join();
  return answers;
}
