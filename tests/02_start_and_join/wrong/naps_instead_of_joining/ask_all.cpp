// caught by: test (memory)
#include "ask_all.hpp"

#include <chrono>
#include <cstddef>
#include <thread>

std::vector<std::string> ask_all(const std::vector<std::string>& huts, const Ask& ask,
                                 const Announce& announce) {
  std::vector<std::string> answers(huts.size());
  for (std::size_t i = 0; i < huts.size(); ++i) {
    std::thread([&, i] { answers[i] = ask(huts[i]); }).detach();
    announce(huts[i]);
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(400));  // the slowest radio needs 350
  return answers;
}
