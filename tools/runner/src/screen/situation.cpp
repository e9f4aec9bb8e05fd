#include "screen/situation.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace threadlings::runner {
namespace {

bool takes(const std::string& does) {
  return does == "lock" || does == "try_lock" || does == "lock_shared" || does == "try_lock_shared";
}

bool gives(const std::string& does) {
  return does == "unlock" || does == "unlock_shared";
}

bool starts_to_wait(const std::string& does) {
  return does == "waits (unlocks)" || does == "waits";
}

class Replay {
 public:
  Replay(const Trace& trace, std::size_t done)
      : trace_(trace), done_(std::min(done, trace.steps.size())) {
    for (std::size_t i = 0; i != done_; ++i) take_step(trace_.steps[i], i + 1 == done_);
  }

  Situation result() {
    for (const auto& [object, owners] : owners_) {
      for (const std::size_t owner : owners) {
        situation_.locks.push_back(trace_.objects[object] + " is held by " + trace_.actors[owner]);
      }
    }
    add_waits();
    return std::move(situation_);
  }

 private:
  void take_step(const TraceStep& step, bool last) {
    waits_for_news_.erase(step.actor);
    const bool failed = step.note == "fails";  // a try_lock that did not get it
    for (const Effect& effect : step.effects) {
      if (takes(effect.does) && !failed) owners_[effect.object].insert(step.actor);
      if (gives(effect.does)) owners_[effect.object].erase(step.actor);
      if (starts_to_wait(effect.does)) waits_for_news_[step.actor] = effect.object;
      if (!effect.value.empty()) set_value(effect, last);
    }
  }

  void set_value(const Effect& effect, bool last) {
    const std::string& name = trace_.objects[effect.object];
    auto& values = situation_.values;
    auto known = std::find_if(values.begin(), values.end(),
                              [&](const Situation::Value& value) { return value.name == name; });
    if (known == values.end()) known = values.insert(values.end(), {name, "", false});
    known->fresh = known->fresh || (last && known->value != effect.value);
    known->value = effect.value;
  }

  void add_waits() {
    for (std::size_t actor = 0; actor != trace_.actors.size(); ++actor) {
      const std::string what = wait_of(actor);
      if (!what.empty()) situation_.waits.push_back(trace_.actors[actor] + " waits for " + what);
    }
  }

  std::string wait_of(std::size_t actor) const {
    if (done_ == trace_.steps.size()) {
      const std::string last = wait_at_the_end(actor);
      if (!last.empty()) return last;
    }
    if (const auto news = waits_for_news_.find(actor); news != waits_for_news_.end()) {
      return "a notification of " + trace_.objects[news->second];
    }
    return wait_for_lock(actor);
  }

  std::string wait_at_the_end(std::size_t actor) const {
    for (const TraceWait& wait : trace_.waits) {
      if (wait.actor != actor) continue;
      return wait.what + (wait.held_by.empty() ? "" : " (held by " + wait.held_by + ")");
    }
    return "";
  }

  // What it does next shows what it waits for now.
  std::string wait_for_lock(std::size_t actor) const {
    const auto next =
        std::find_if(trace_.steps.begin() + static_cast<std::ptrdiff_t>(done_), trace_.steps.end(),
                     [&](const TraceStep& step) { return step.actor == actor; });
    if (next == trace_.steps.end() || next->effects.empty()) return "";
    const Effect& first = next->effects.front();
    const auto owners = owners_.find(first.object);
    if (first.does != "lock" || owners == owners_.end()) return "";
    for (const std::size_t owner : owners->second) {
      if (owner == actor) continue;
      return trace_.objects[first.object] + " (held by " + trace_.actors[owner] + ")";
    }
    return "";
  }

  const Trace& trace_;
  std::size_t done_;
  std::map<std::size_t, std::set<std::size_t>> owners_;  // of each lock
  std::map<std::size_t, std::size_t> waits_for_news_;    // actor, condition variable
  Situation situation_;
};

}  // namespace

Situation situation_after(const Trace& trace, std::size_t done) {
  return Replay(trace, done).result();
}

}  // namespace threadlings::runner
