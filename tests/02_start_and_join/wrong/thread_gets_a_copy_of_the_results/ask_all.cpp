// caught by: test (wrong)
#include "ask_all.hpp"

#include <cstddef>
#include <thread>

namespace {
void ask_one(std::vector<std::string> answers, std::size_t i, const std::string& hut,
             const Ask& ask) {
  answers[i] = ask(hut);
}

}  // namespace

std::vector<std::string> ask_all(const std::vector<std::string>& huts, const Ask& ask,
                                 const Announce& announce) {
  std::vector<std::string> answers(huts.size());
  {
    std::vector<std::jthread> radios;
    for (std::size_t i = 0; i < huts.size(); ++i) {
      radios.emplace_back(ask_one, answers, i, huts[i], ask);
      announce(huts[i]);
    }
  }
  return answers;
}
