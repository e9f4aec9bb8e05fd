// Selectively uniform random walk (Zhao, Chen, Zhang and others, ASPLOS 2025). A walk that picks
// threads with equal chance favours interleavings in which one thread is over early. Picking them
// in proportion to the steps that they have left makes every interleaving equally likely; doing so
// only for the steps on one randomly selected object spends the luck where a bug could be.
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
    if (!objects_.empty()) {
      selected_ = objects_[random_.below(objects_.size())];
      const Profile& profile = profiles_[selected_];
      for (unsigned i = 0; i < 64; ++i) left_[i] = profile.count[i];
    }
    return true;
  }

  unsigned pick(const Menu& menu) override {
    // Steps on the selected object wait until the thread drawn for the next one gets there.
    if (intended_ == kNobody || !possible(menu, intended_)) intended_ = draw(menu);
    std::uint64_t held = 0;
    for (std::uint64_t rest = menu.enabled; rest; rest &= rest - 1) {
      unsigned thread = lowest(rest);
      if (thread != intended_ && is_selected(*menu.action(thread))) held |= bit(thread);
    }
    std::uint64_t free = menu.enabled & ~held;
    unsigned thread = random_.member_of(free ? free : menu.enabled);
    if (is_selected(*menu.action(thread))) {
      if (left_[thread]) --left_[thread];
      intended_ = kNobody;
    }
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
  struct Profile {
    std::uint32_t count[64] = {};
    std::uint64_t threads = 0;
  };

  bool is_selected(const Action& action) const {
    return selected_ && action.touch[0].object == selected_;
  }
  bool possible(const Menu& menu, unsigned thread) const { return has(menu.enabled, thread); }

  unsigned draw(const Menu& menu) {
    std::uint64_t sum = 0;
    for (std::uint64_t rest = menu.enabled; rest; rest &= rest - 1) sum += left_[lowest(rest)];
    if (!sum) return random_.member_of(menu.enabled);
    std::uint64_t at = random_.below(sum);
    for (std::uint64_t rest = menu.enabled;; rest &= rest - 1) {
      std::uint64_t weight = left_[lowest(rest)];
      if (at < weight) return lowest(rest);
      at -= weight;
    }
  }

  Random random_;
  std::uintptr_t selected_ = 0;
  unsigned intended_ = kNobody;
  std::uint32_t left_[64] = {};
  std::vector<std::uintptr_t> objects_;
  std::unordered_map<std::uintptr_t, Profile> profiles_;
};

}  // namespace

std::unique_ptr<Search> make_surw(std::uint64_t seed) {
  return std::make_unique<Surw>(seed);
}

}  // namespace threadlings::explorer
