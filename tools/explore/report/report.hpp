// From a failing run to what a person reads.
#pragma once

#include <string>

#include "../engine/engine.hpp"

namespace threadlings::explorer {

// A token to replay, from the options or the environment (THREADLINGS_REPLAY), or "".
std::string requested_token(const Options& options);
void replay(Session& session, const std::string& token, const std::string& test, Result& result);

// Minimises a failing run and fills the result with its report.
void explain(Session& session, Recording recording, const Options& options, const std::string& test,
             Result& result);

// Writes result.json, also to the file that THREADLINGS_EXPLORE_JSON names.
void deliver(Result& result, const Options& options, const std::string& test);

}  // namespace threadlings::explorer
