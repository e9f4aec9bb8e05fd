// caught by: test (wrong)
#include "ask_all.hpp"

#include <mutex>
#include <thread>
#include <utility>

std::vector<std::string> ask_all(const std::vector<std::string>& huts, const Ask& ask,
                                 const Announce& announce) {
  std::mutex mutex;  // guards answers
  std::vector<std::string> answers;
  {
    std::vector<std::jthread> radios;
    for (const std::string& hut : huts) {
      radios.emplace_back([&] {
        std::string answer = ask(hut);
        const std::lock_guard lock(mutex);
        answers.push_back(std::move(answer));
      });
      announce(hut);
    }
  }
  return answers;
}
