// First the search for a run with few preemptions that fails the same way, because nothing makes an
// interleaving easier to read; then single decisions are dropped as long as that makes it shorter.
#include "minimise.hpp"

#include <algorithm>

namespace threadlings::explorer {

namespace {

using Bytes = std::vector<std::uint8_t>;

unsigned switches(const Recording& r) {
  unsigned count = 0;
  for (std::size_t i = 1; i < r.threads.size(); ++i) count += r.threads[i] != r.threads[i - 1];
  return count;
}

unsigned choices(const Recording& r) {  // that are not the first possibility
  return static_cast<unsigned>(std::count_if(r.choices.begin(), r.choices.end(),
                                             [](std::uint8_t choice) { return choice != 0; }));
}

bool simpler(const Recording& a, const Recording& b) {
  auto key = [](const Recording& r) {
    return std::make_tuple(r.preemptions + 2 * r.surprises + choices(r), r.threads.size(),
                           switches(r));
  };
  return key(a) < key(b);
}

bool same_failure(const Failure& a, const Failure& b) {
  return a.verdict == b.verdict && a.line == b.line;
}

class Minimiser {
 public:
  Minimiser(Session& session, Recording failing)
      : session_(session), best_(std::move(failing)), until_(seconds_now() + 1.5) {}

  Recording minimise() {
    if (rt.weak)
      with_few_stale_reads();
    else
      with_few_preemptions();
    if (best_.surprises) without_surprises();
    for (bool better = true; better && !late();) better = join_segments() || drop_surprises();
    return best_;
  }

 private:
  bool late() const { return seconds_now() > until_; }

  void with_few_preemptions() {
    const unsigned most = std::min(best_.preemptions, 4u);
    for (unsigned bound = 0; bound < most; ++bound) {
      auto search = make_depth_first(static_cast<int>(bound));
      if (found_by(*search) || seconds_now() > until_ - 0.5) return;
    }
  }

  // What also happens without spurious wake-ups, early time-outs and weak failures is told without.
  void without_surprises() {
    const Recording before = best_;
    const unsigned most = std::min(before.preemptions + before.surprises, 4u);
    bool found = false;
    rt.no_surprises = true;
    for (unsigned bound = 0; bound <= most && !found && !late(); ++bound)
      found = found_by(*make_depth_first(static_cast<int>(bound)));
    rt.no_surprises = false;
    if (!found) return;
    // The same run again, where surprises are possible: there are other decisions to note.
    const Recording without = best_;
    best_ = before;
    auto sketch = make_sketch(without.threads, without.choices);
    sketch->start();
    if (session_.run(*sketch) != Runtime::failure_found || rt.stack_grew) return;
    if (!same_failure(session_.failure(), before.failure) || rt.surprises) return;
    best_ = record(session_.failure());
  }

  bool found_by(Search& search) {
    for (int runs = 0; runs < 50'000 && search.start(); ++runs) {
      if (runs % 64 == 63 && seconds_now() > until_ - 0.5) return false;
      rt.stack_grew = false;
      if (session_.run(search) != Runtime::failure_found || rt.stack_grew) continue;
      if (!same_failure(session_.failure(), best_.failure)) continue;
      best_ = record(session_.failure());
      return true;
    }
    return false;
  }

  // With weak memory: best is a run as sequential consistency has it, too; else one in which
  // preemptions and stale reads are few.
  void with_few_stale_reads() {
    constexpr int kMostPreemptions = 3, kMostStale = 3;
    rt.only_newest = true;
    bool found = false;
    for (int bound = 0; !found && bound <= kMostPreemptions && !late(); ++bound)
      found = found_by(*make_depth_first(bound));
    rt.only_newest = false;
    for (int sum = 1; !found && sum <= kMostPreemptions + kMostStale && !late(); ++sum)
      for (int stale = 1; !found && stale <= std::min(sum, kMostStale); ++stale)
        found = found_by(*make_depth_first(sum - stale, stale));
  }

  bool try_out(const Bytes& threads, const Bytes& choices) {
    auto sketch = make_sketch(threads, choices);
    sketch->start();
    rt.stack_grew = false;
    if (session_.run(*sketch) != Runtime::failure_found || rt.stack_grew) return false;
    if (!same_failure(session_.failure(), best_.failure)) return false;
    Recording candidate = record(session_.failure());
    if (!simpler(candidate, best_)) return false;
    best_ = std::move(candidate);
    return true;
  }

  // Lets a thread that was interrupted go on with what it does later.
  bool join_segments() {
    const Bytes& threads = best_.threads;
    for (std::size_t i = 0; i < threads.size() && !late();) {
      std::size_t end = i;
      while (end < threads.size() && threads[end] == threads[i]) ++end;
      auto next =
          std::find(threads.begin() + static_cast<std::ptrdiff_t>(end), threads.end(), threads[i]);
      if (next == threads.end()) {
        i = end;
        continue;
      }
      auto after = std::find_if(next, threads.end(),
                                [&](std::uint8_t thread) { return thread != threads[i]; });
      Bytes joined(threads.begin(), threads.begin() + static_cast<std::ptrdiff_t>(end));
      joined.insert(joined.end(), next, after);
      joined.insert(joined.end(), threads.begin() + static_cast<std::ptrdiff_t>(end), next);
      joined.insert(joined.end(), after, threads.end());
      if (try_out(joined, best_.choices)) return true;
      i = end;
    }
    return false;
  }

  bool drop_surprises() {
    for (std::size_t i = 0; i < best_.choices.size() && !late(); ++i) {
      if (!best_.choices[i]) continue;
      Bytes choices = best_.choices;
      choices[i] = 0;
      if (try_out(best_.threads, choices)) return true;
    }
    return false;
  }

  Session& session_;
  Recording best_;
  double until_;
};

}  // namespace

Recording minimise(Session& session, Recording failing) {
  return Minimiser(session, std::move(failing)).minimise();
}

}  // namespace threadlings::explorer
