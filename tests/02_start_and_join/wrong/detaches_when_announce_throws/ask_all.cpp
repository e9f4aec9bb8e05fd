// caught by: test (memory)
#include "ask_all.hpp"

#include <cstddef>
#include <thread>

std::vector<std::string> ask_all(const std::vector<std::string>& huts, const Ask& ask,
                                 const Announce& announce) {
  std::vector<std::string> answers(huts.size());
  std::vector<std::thread> radios;
  try {
    for (std::size_t i = 0; i < huts.size(); ++i) {
      radios.emplace_back([&, i] { answers[i] = ask(huts[i]); });
      announce(huts[i]);
    }
  } catch (...) {
    for (std::thread& radio : radios) radio.detach();  // at least no std::terminate
    throw;
  }
  for (std::thread& radio : radios) radio.join();
  return answers;
}
