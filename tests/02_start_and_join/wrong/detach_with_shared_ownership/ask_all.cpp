// caught by: test (wrong)
#include "ask_all.hpp"

#include <cstddef>
#include <memory>
#include <thread>

std::vector<std::string> ask_all(const std::vector<std::string>& huts, const Ask& ask,
                                 const Announce& announce) {
  // Nothing dangles here. But the report is read before it is written.
  auto answers = std::make_shared<std::vector<std::string>>(huts.size());
  for (std::size_t i = 0; i < huts.size(); ++i) {
    std::thread([answers, hut = huts[i], ask, i] { (*answers)[i] = ask(hut); }).detach();
    announce(huts[i]);
  }
  return *answers;
}
