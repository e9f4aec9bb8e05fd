// caught by: test (wrong)
#include "ask_all.hpp"

#include <future>

std::vector<std::string> ask_all(const std::vector<std::string>& huts, const Ask& ask,
                                 const Announce& announce) {
  std::vector<std::future<std::string>> radios;
  for (const std::string& hut : huts) {
    radios.push_back(std::async(std::launch::deferred, [&ask, &hut] { return ask(hut); }));
    announce(hut);
  }
  std::vector<std::string> answers;
  for (auto& radio : radios) answers.push_back(radio.get());
  return answers;
}
