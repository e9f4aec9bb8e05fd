#include "ask_all.hpp"

#include <cstddef>
#include <thread>

std::vector<std::string> ask_all(const std::vector<std::string>& huts, const Ask& ask,
                                 const Announce& announce) {
  // One slot per thread. It stands before the threads, so it is there until the last one has ended.
  std::vector<std::string> answers(huts.size());
  {
    std::vector<std::jthread> radios;
    for (std::size_t i = 0; i < huts.size(); ++i) {
      // i by value: the loop changes its own i while the thread reads this one.
      radios.emplace_back([&answers, &huts, &ask, i] { answers[i] = ask(huts[i]); });
      announce(huts[i]);
    }
  }  // every jthread joins here, also when announce throws
  return answers;
}
