// caught by: tsan (race)
#include "ask_all.hpp"

#include <thread>

std::vector<std::string> ask_all(const std::vector<std::string>& huts, const Ask& ask,
                                 const Announce& announce) {
  std::vector<std::string> answers;
  {
    std::vector<std::jthread> radios;
    for (const std::string& hut : huts) {
      radios.emplace_back([&] { answers.push_back(ask(hut)); });
      announce(hut);
    }
  }
  return answers;
}
