// Asks all mountain huts for their weather at the same time.
//
// You edit ask_all.cpp. This header is the promise that it has to keep.
#pragma once

#include <functional>
#include <string>
#include <vector>

// Asks one hut by radio and returns its answer. Takes a while. Does not throw.
using Ask = std::function<std::string(const std::string& hut)>;

// Tells the office that a hut is being asked. May throw: the office can break off the report.
using Announce = std::function<void(const std::string& hut)>;

// For each hut, in order: starts a thread that calls ask(hut), then calls announce(hut) itself.
// Sleeps until all threads have ended. Returns the answers in the order of `huts`.
// If announce throws: asks no further hut, waits for the threads that run, and passes the
// exception on. Several threads may call it at once, each for a report of its own.
std::vector<std::string> ask_all(const std::vector<std::string>& huts, const Ask& ask,
                                 const Announce& announce);
