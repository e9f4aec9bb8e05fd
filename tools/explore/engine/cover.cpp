// Which strategies are applied, for how long, and what may then be claimed.
#include <algorithm>
#include <cmath>

#include "../search/executions.hpp"
#include "engine.hpp"

namespace threadlings::explorer {

namespace {

std::string with_commas(std::uint64_t number) {
  std::string text;
  for (int digits = 0; number || !digits; number /= 10, ++digits) {
    if (digits && digits % 3 == 0) text.push_back(',');
    text.push_back(static_cast<char>('0' + number % 10));
  }
  return {text.rbegin(), text.rend()};
}

std::string rough(double number) {
  if (number < 1e6) return with_commas(static_cast<std::uint64_t>(number));
  int power = static_cast<int>(std::log10(number));
  return std::to_string(static_cast<int>(number / std::pow(10, power))) + "e" +
         std::to_string(power);
}

struct Limits {
  std::uint64_t runs;  // 0: none
  double until;
};

class Cover {
 public:
  Cover(Session& session, const Options& options, std::map<std::string, std::uint64_t>& outcomes)
      : session_(session), options_(options), outcomes_(outcomes), begin_(seconds_now()) {}

  Coverage apply() {
    switch (options_.mode) {
      case Mode::automatic:
        automatic();
        break;
      case Mode::exhaustive:
      case Mode::plain:
        all(options_.mode, {options_.max_interleavings, begin_ + options_.seconds});
        break;
      case Mode::bounded:
        bounded(options_.preemptions, {options_.max_interleavings, begin_ + options_.seconds});
        break;
      default:
        sample(options_.mode, {options_.max_interleavings ? options_.max_interleavings : 10'000,
                               begin_ + options_.seconds});
        result_.sentence = with_commas(result_.interleavings) + " sampled interleavings (" +
                           name_of(options_.mode) + ", seed " + std::to_string(options_.seed) + ")";
    }
    result_.executions = executions_.count();
    return result_;
  }

 private:
  struct Progress {  // of one search
    bool started = false;
    std::uint64_t runs = 0;
  };

  // Runs until a failure, a limit, or the end of the search; true: there is no more.
  bool drain(Search& search, Progress& progress, const Limits& limits) {
    for (; progress.started || search.start(); ++progress.runs) {
      progress.started = true;
      if ((limits.runs && progress.runs >= limits.runs) ||
          (progress.runs % 64 == 63 && seconds_now() > limits.until))
        return false;
      progress.started = false;
      ++result_.runs;
      Runtime::End end = session_.run(search);
      if (rt.stack_grew) return false;
      if (end == Runtime::pruned) {
        ++result_.pruned;
        continue;
      }
      ++result_.interleavings;
      count_outcomes();
      if (rt.weak && end == Runtime::complete)
        executions_.note({rt.steps, rt.step_count, true, rt.count});
      if (end == Runtime::failure_found) {
        result_.failed = true;
        return false;
      }
      if (rt.new_racy) return false;
    }
    return search.exhausted();
  }

  void count_outcomes() {
    for (unsigned i = 0; i < rt.run_outcomes; ++i) ++outcomes_[rt.outcome[i]];
  }

  // A word that turned out to be racy makes earlier runs incomplete: the search starts again.
  template <class Make>
  bool drain_afresh(Make&& make, const Limits& limits, bool with_glance = false) {
    for (;;) {
      std::unique_ptr<Search> search = make();
      Progress progress;
      rt.new_racy = rt.stack_grew = false;
      bool done = false;
      if (with_glance) {
        done = drain(*search, progress, {least(limits.runs, kBeforeGlance), limits.until});
        if (!done && may_go_on()) with_glance = false, glance(limits);
      }
      if (!done && may_go_on()) done = drain(*search, progress, limits);
      if (result_.failed || !rt.new_racy) {
        double fraction = search->fraction();
        result_.estimate = fraction > 0 ? static_cast<double>(result_.interleavings) / fraction : 0;
        return done;
      }
      result_.interleavings = result_.pruned = 0;
      executions_.clear();
      outcomes_.clear();
    }
  }

  bool may_go_on() const { return !result_.failed && !rt.new_racy; }

  static std::uint64_t least(std::uint64_t limit, std::uint64_t other) {
    return limit ? std::min(limit, other) : other;
  }

  // An exhaustive search varies the end of a run first, and may be long in coming to a bug that
  // needs a switch at its beginning. So when it is not over soon, some samples are taken. If they
  // find nothing they do not count.
  static constexpr std::uint64_t kBeforeGlance = 64, kGlances = 128;
  void glance(const Limits& limits) {
    const Coverage before = result_;
    const auto outcomes_before = outcomes_;
    bool racy = false;
    for (Mode mode : {Mode::surw, Mode::pos, Mode::pct})
      if (!result_.failed) racy |= sample(mode, {kGlances, limits.until});
    if (result_.failed) return;  // in the mode of the sample
    rt.new_racy = racy;
    const std::uint64_t runs = result_.runs;
    result_ = before;
    result_.runs = runs;
    outcomes_ = outcomes_before;
  }

  static std::unique_ptr<Search> make_reduced() { return rt.weak ? make_weak_dpor() : make_dpor(); }

  bool all(Mode mode, const Limits& limits, bool with_glance = false) {
    result_.mode = mode;
    result_.complete =
        drain_afresh([mode] { return mode == Mode::plain ? make_depth_first() : make_reduced(); },
                     limits, with_glance);
    if (result_.mode != mode) {
      result_.sentence = with_commas(result_.runs) + " interleavings, some of them sampled (seed " +
                         std::to_string(options_.seed) + ")";
      return false;
    }
    if (result_.complete && rt.weak)
      result_.sentence = "all " + with_commas(executions_.count()) + " executions" + budgets();
    else if (result_.complete)
      result_.sentence = "all " + with_commas(result_.interleavings) + " interleavings" + budgets();
    else
      result_.sentence = with_commas(result_.interleavings) + " of about " +
                         rough(result_.estimate) + (rt.weak ? " executions" : " interleavings");
    return result_.complete;
  }

  bool bounded(int preemptions, const Limits& limits) {
    result_.mode = Mode::bounded;
    result_.interleavings = 0;
    bool done = drain_afresh([preemptions] { return make_depth_first(preemptions); }, limits);
    result_.sentence = done ? "all " + with_commas(result_.interleavings) +
                                  " interleavings with at most " + std::to_string(preemptions) +
                                  " preemption" + (preemptions == 1 ? "" : "s") + budgets()
                            : with_commas(result_.interleavings) + " interleavings with at most " +
                                  std::to_string(preemptions) + " preemption" +
                                  (preemptions == 1 ? "" : "s");
    return done;
  }

  // True: racy words were found on the way.
  bool sample(Mode mode, const Limits& limits) {
    result_.mode = mode;
    std::unique_ptr<Search> search;
    switch (mode) {
      case Mode::random_walk:
        search = make_random_walk(options_.seed);
        break;
      case Mode::pct:
        search = make_pct(options_.seed, options_.depth);
        break;
      case Mode::pos:
        search = make_pos(options_.seed);
        break;
      default:
        search = make_surw(options_.seed);
    }
    bool racy = false;
    Progress progress;
    do {
      rt.new_racy = rt.stack_grew = false;
      drain(*search, progress, limits);
      racy |= rt.new_racy;
    } while (!result_.failed && rt.new_racy);
    return racy;
  }

  // Exhaustive as long as that may end in time; else what few preemptions reach, which is where
  // most bugs are; else samples, of each kind in turn.
  void automatic() {
    const double seconds = options_.seconds;
    if (all(Mode::exhaustive, {options_.max_interleavings, begin_ + seconds * 0.5}, true)) return;
    if (result_.failed ||
        (options_.max_interleavings && result_.interleavings >= options_.max_interleavings))
      return;
    const std::string first = result_.sentence;
    const double estimate = result_.estimate;
    std::string covered;
    std::uint64_t total = result_.interleavings;
    for (int bound = 0; bound <= 3 && !result_.failed; ++bound) {
      bool done = bounded(bound, {0, begin_ + seconds * 0.8});
      total += result_.interleavings;
      if (!done) break;
      covered = result_.sentence;
    }
    std::uint64_t sampled = 0;
    constexpr Mode kModes[] = {Mode::surw, Mode::pos, Mode::pct, Mode::random_walk};
    for (int i = 0; !result_.failed && i < 4; ++i) {
      result_.interleavings = 0;
      sample(kModes[i], {10'000, begin_ + seconds * (0.85 + 0.05 * i)});
      sampled += result_.interleavings;
    }
    if (!result_.failed) result_.mode = Mode::automatic;
    result_.interleavings = total + sampled;
    result_.estimate = estimate;
    result_.sentence = "not all: " + first + "; " + (covered.empty() ? "" : covered + "; ") +
                       with_commas(sampled) + " sampled (seed " + std::to_string(options_.seed) +
                       ")";
  }

  static std::string budgets() {
    std::string text;
    auto add = [&text](bool limited, const char* what) {
      if (limited) text += (text.empty() ? " (" : "; ") + std::string(what);
    };
    add(rt.used_budget, "spurious wake-ups, weak failures and early time-outs limited");
    add(rt.limited_retries, "retries after two failed attempts at a lock limited");
    add(rt.limited_spins, "active waiting limited");
    add(rt.cut_off, "threads that outlive the program cut off");
    return text.empty() ? text : text + ")";
  }

  Session& session_;
  const Options& options_;
  std::map<std::string, std::uint64_t>& outcomes_;
  double begin_;
  Coverage result_{};
  Executions executions_;  // with weak memory: those that were seen
};

}  // namespace

Coverage cover(Session& session, const Options& options,
               std::map<std::string, std::uint64_t>& outcomes) {
  return Cover(session, options, outcomes).apply();
}

}  // namespace threadlings::explorer
