// caught by: test (wrong)
#include "ask_all.hpp"

#include <cstddef>
#include <future>

std::vector<std::string> ask_all(const std::vector<std::string>& huts, const Ask& ask,
                                 const Announce& announce) {
  std::vector<std::string> answers(huts.size());
  for (std::size_t i = 0; i < huts.size(); ++i) {
    // The destructor of such a future waits, at the end of every round.
    auto done = std::async(std::launch::async, [&, i] { answers[i] = ask(huts[i]); });
    announce(huts[i]);
  }
  return answers;
}
