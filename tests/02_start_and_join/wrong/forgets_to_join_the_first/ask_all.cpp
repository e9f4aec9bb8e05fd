// caught by: test (crash)
#include "ask_all.hpp"

#include <cstddef>
#include <thread>

std::vector<std::string> ask_all(const std::vector<std::string>& huts, const Ask& ask,
                                 const Announce& announce) {
  std::vector<std::string> answers(huts.size());
  std::vector<std::thread> radios;
  for (std::size_t i = 0; i < huts.size(); ++i) {
    radios.emplace_back([&, i] { answers[i] = ask(huts[i]); });
    announce(huts[i]);
  }
  for (std::size_t i = 1; i < radios.size(); ++i) radios[i].join();
  return answers;
}
