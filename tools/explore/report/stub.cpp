#include "report.hpp"
namespace threadlings::explorer {
std::string requested_token(const Options& options) { return options.replay; }
void replay(Session&, const std::string&, const std::string&, Result&) {}
void explain(Session&, Recording r, const Options&, const std::string&, Result& result) {
  result.verdict = r.failure.verdict;
  result.message = r.failure.message;
  result.report = std::string(name_of(result.verdict)) + ": " + result.message;
}
void deliver(Result&, const Options&, const std::string&) {}
}
