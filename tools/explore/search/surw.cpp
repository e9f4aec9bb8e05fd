// Selectively uniform random walk (Zhao, Chen, Zhang and others, ASPLOS 2025). A walk that picks
// threads with equal chance favours interleavings in which one thread is over early. Picking them
// in proportion to the steps that they have left makes every interleaving equally likely; doing so
// only for the steps on one randomly selected object spends the luck where a bug could be.
//
// Two things are ours. Threads that are about to do the same are one to the walk, so twenty threads
// that run the same code do not drown the one that does not. And the steps on other objects are
// taken in one of two ways, by the toss of a coin for each run: at random, or only those that bring
// the drawn thread to its next step on the selected object, so that all others stay where they are.
#include <algorithm>
#include <unordered_map>

#include "random.hpp"
#include "strategies.hpp"

namespace threadlings::explorer {

namespace {

class Surw : public Search {
 public:
  explicit Surw(std::uint64_t seed) : random_(seed) {}

  bool start() override {
    for (auto& count : left_) count = 0;
    selected_ = 0;
    intended_ = kNobody;
    straight_ = random_.below(2);
    if (!objects_.empty()) {
      selected_ = objects_[random_.below(objects_.size())];
      const Profile& profile = profiles_[selected_];
      for (unsigned i = 0; i < 64; ++i) left_[i] = profile.count[i];
    }
    return true;
  }

  unsigned pick(const Menu& menu) override {
    const std::uint64_t threads = one_of_each(menu);
    if (intended_ == kNobody || !has(threads, intended_)) intend(draw(threads));
    if (++steps_ > kPatience) intend(random_.member_of(threads));
    const unsigned thread = straight_ ? intended_ : random_.member_of(free(menu, threads));
    const Action& action = *menu.action(thread);
    if (is_selected(action) && left_[thread]) --left_[thread];
    if (is_selected(action) || action.op == Op::yield) intended_ = kNobody;
    return thread;
  }

  unsigned choose(unsigned options) override {
    return static_cast<unsigned>(random_.below(options));
  }

  // Learns how many steps each thread takes on each object, from the longest run so far.
  void finished(const RunLog& log) override {
    std::unordered_map<std::uintptr_t, Profile> counts;
    for (std::uint32_t i = 0; i < log.count; ++i) {
      const Step& step = log.steps[i];
      if (is_edge(step.op) || !step.touch[0].object) continue;
      Profile& profile = counts[step.touch[0].object];
      ++profile.count[step.thread];
      profile.threads |= bit(step.thread);
    }
    for (auto& [object, profile] : counts) {
      if (!(profile.threads & (profile.threads - 1))) continue;
      auto [known, fresh] = profiles_.try_emplace(object, profile);
      if (fresh)
        objects_.push_back(object);
      else
        for (unsigned i = 0; i < 64; ++i)
          known->second.count[i] = std::max(known->second.count[i], profile.count[i]);
    }
  }

 private:
  static constexpr unsigned kNobody = ~0u;
  // Steps after which another thread is drawn: this one may wait for those that wait for it.
  static constexpr unsigned kPatience = 100;
  struct Profile {
    std::uint32_t count[64] = {};
    std::uint64_t threads = 0;
  };

  bool is_selected(const Action& action) const {
    return selected_ && action.touch[0].object == selected_;
  }

  void intend(unsigned thread) {
    intended_ = thread;
    steps_ = 0;
  }

  // Of the threads that are about to do the same to the same object only one, any of them.
  std::uint64_t one_of_each(const Menu& menu) {
    std::uint64_t result = 0;
    for (std::uint64_t rest = menu.enabled; rest;) {
      const Action& action = *menu.action(lowest(rest));
      std::uint64_t same = 0;
      for (std::uint64_t r = rest; r; r &= r - 1) {
        const Action& other = *menu.action(lowest(r));
        if (other.op == action.op && other.touch[0].object == action.touch[0].object)
          same |= bit(lowest(r));
      }
      rest &= ~same;
      const bool drawn = intended_ != kNobody && has(same, intended_);
      result |= bit(drawn ? intended_ : random_.member_of(same));
    }
    return result;
  }

  // Steps on the selected object wait until the thread drawn for the next one gets there.
  std::uint64_t free(const Menu& menu, std::uint64_t threads) const {
    std::uint64_t held = 0;
    for (std::uint64_t rest = threads & ~bit(intended_); rest; rest &= rest - 1)
      if (is_selected(*menu.action(lowest(rest)))) held |= bit(lowest(rest));
    return threads & ~held;
  }

  // The thread that is to take the next step on the selected object.
  unsigned draw(std::uint64_t threads) {
    std::uint64_t sum = 0;
    for (std::uint64_t rest = threads; rest; rest &= rest - 1) sum += left_[lowest(rest)];
    if (!sum) return random_.member_of(threads);
    std::uint64_t at = random_.below(sum);
    for (std::uint64_t rest = threads;; rest &= rest - 1) {
      std::uint64_t weight = left_[lowest(rest)];
      if (at < weight) return lowest(rest);
      at -= weight;
    }
  }

  Random random_;
  std::uintptr_t selected_ = 0;
  bool straight_ = false;
  unsigned intended_ = kNobody, steps_ = 0;  // who was drawn, and how long ago
  std::uint32_t left_[64] = {};
  std::vector<std::uintptr_t> objects_;
  std::unordered_map<std::uintptr_t, Profile> profiles_;
};

}  // namespace

std::unique_ptr<Search> make_surw(std::uint64_t seed) {
  return std::make_unique<Surw>(seed);
}

}  // namespace threadlings::explorer
