// caught by: test (wrong)
#include "ask_all.hpp"

#include <cstddef>
#include <thread>

std::vector<std::string> ask_all(const std::vector<std::string>& huts, const Ask& ask,
                                 const Announce& announce) {
  std::vector<std::string> answers(huts.size());
  for (std::size_t i = 0; i < huts.size(); ++i) {
    std::jthread radio([&, i] { answers[i] = ask(huts[i]); });
    announce(huts[i]);
    radio.join();
  }
  return answers;
}
