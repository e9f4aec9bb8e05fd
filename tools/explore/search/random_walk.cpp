// At each step any thread, equally likely.
#include "random.hpp"
#include "strategies.hpp"

namespace threadlings::explorer {

namespace {

class RandomWalk : public Search {
 public:
  explicit RandomWalk(std::uint64_t seed) : random_(seed) {}
  bool start() override { return true; }
  unsigned pick(const Menu& menu) override { return random_.member_of(menu.enabled); }
  unsigned choose(unsigned options) override {
    return static_cast<unsigned>(random_.below(options));
  }
  void finished(const RunLog&) override {}

 private:
  Random random_;
};

}  // namespace

std::unique_ptr<Search> make_random_walk(std::uint64_t seed) {
  return std::make_unique<RandomWalk>(seed);
}

}  // namespace threadlings::explorer
