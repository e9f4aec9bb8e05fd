// stub: test (memory)
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "ask_all.hpp"
#include "threadlings/watched.hpp"

namespace {

using Names = std::vector<std::string>;
using Seen = threadlings::Watched::Seen;

// Longer than what a std::string keeps inside itself, so that each answer owns memory.
std::string weather_at(const std::string& hut) {
  return "the weather at " + hut + " is fine today, with a light wind from the north";
}

Names weather_at_all(const Names& huts) {
  Names all;
  for (const std::string& hut : huts) all.push_back(weather_at(hut));
  return all;
}

// One call of ask_all. Every hut stays silent until the test lets it answer. What goes on here must
// not order the answer's threads by accident: `asked_` is locked by the huts and the test only,
// `announced_` belongs to the calling thread until it has returned.
class Office {
 public:
  // The office breaks off when it is told of hut number `break_off_at`.
  explicit Office(Names huts, std::size_t break_off_at = kNever)
      : huts_(std::move(huts)), gates_(huts_.size()), break_off_at_(break_off_at) {
    call_ = std::make_unique<threadlings::Watched>([this] { call(); });
  }

  ~Office() { finish(); }

  // Looks until ask_all has returned, or waits, with `huts` of them being asked.
  Seen settle(int huts) {
    seen_ = call_->settle([this, huts] { return being_asked() == huts; });
    return seen_;
  }

  // Lets one hut answer, and its thread do all that it has to do after that.
  void answer(std::size_t hut) {
    gates_[hut].open();
    call_->until_done(number_of_thread(huts_[hut]));
  }

  // Lets all huts answer, one by one, and waits for the report.
  void finish() {
    if (finished_) return;
    finished_ = true;
    const bool left_behind = seen_ == Seen::returned && call_->threads_now() > 0;
    if (left_behind) caller_throws_its_report_away();
    for (std::size_t hut = 0; hut < huts_.size(); ++hut) answer(hut);
    if (left_behind) (void)call_->all_threads_ended();
    call_->join();
  }

  int being_asked() const { return static_cast<int>(asked().size()); }

  Names asked_huts() const {
    Names names;
    for (const Asked& one : asked()) names.push_back(one.hut);
    std::sort(names.begin(), names.end());
    return names;
  }

  std::set<std::thread::id> asking_threads() const {
    std::set<std::thread::id> threads;
    for (const Asked& one : asked()) threads.insert(one.thread);
    return threads;
  }

  // All below: after finish().
  Names report() const { return report_ ? *report_ : Names{"no report"}; }
  std::string error() const { return error_; }
  Names announced() const { return announced_; }
  bool announced_by_caller() const { return !announced_elsewhere_; }
  std::thread::id caller() const { return caller_; }

 private:
  static constexpr std::size_t kNever = static_cast<std::size_t>(-1);

  struct Asked {
    std::string hut;
    std::thread::id thread;
    int number;
  };

  void call() {
    caller_ = std::this_thread::get_id();
    try {
      // Straight to the heap, so that nobody can take the report's memory for a live local.
      report_.reset(new Names(ask_all(huts_, ask_, announce_)));
    } catch (const std::runtime_error& error) {
      error_ = error.what();
    }
  }

  // A caller who has its report prints it and throws it away, whoever is still writing to it.
  // AddressSanitizer shows this name as the place where the memory was freed.
  [[gnu::noinline]] void caller_throws_its_report_away() { report_.reset(); }

  std::string ask(std::string hut) {
    {
      const std::lock_guard lock(mutex_);
      asked_.push_back({hut, std::this_thread::get_id(), threadlings::thread_number()});
    }
    const auto found = std::find(huts_.begin(), huts_.end(), hut);
    if (found != huts_.end()) gates_[static_cast<std::size_t>(found - huts_.begin())].pass();
    return weather_at(hut);
  }

  void announce(const std::string& hut) {
    if (std::this_thread::get_id() != caller_) {
      announced_elsewhere_ = true;
      return;
    }
    announced_.push_back(hut);
    if (announced_.size() == break_off_at_ + 1) throw std::runtime_error("the office is closed");
  }

  std::vector<Asked> asked() const {
    const std::lock_guard lock(mutex_);
    return asked_;
  }

  int number_of_thread(const std::string& hut) const {
    for (const Asked& one : asked()) {
      if (one.hut == hut) return one.number;
    }
    return 0;
  }

  const Names huts_;
  std::deque<threadlings::Gate> gates_;  // one for each hut
  const std::size_t break_off_at_;
  // Members, so that they outlive threads which ask_all may have left behind.
  const Ask ask_ = [this](const std::string& hut) { return ask(hut); };
  const Announce announce_ = [this](const std::string& hut) { announce(hut); };

  mutable std::mutex mutex_;  // guards asked_
  std::vector<Asked> asked_;

  std::thread::id caller_;
  Names announced_;
  std::atomic<bool> announced_elsewhere_ = false;
  std::unique_ptr<Names> report_;
  std::string error_;

  Seen seen_ = Seen::waiting;
  bool finished_ = false;
  std::unique_ptr<threadlings::Watched> call_;  // the last member: it uses all the others
};

const Names kThree = {"Eagle's Nest", "Black Lake", "Goat Pass"};

TEST(AskAll, WaitsUntilEveryHutHasAnswered) {
  Office office(kThree);
  const Seen seen = office.settle(3);
  EXPECT_NE(seen, Seen::returned)
      << "ask_all returned before the huts had answered: nobody waits for the threads.";
  EXPECT_NE(seen, Seen::polling) << "ask_all looks again and again whether its threads have ended. "
                                    "It should sleep until then.";
  office.finish();
  if (seen != Seen::waiting) return;
  EXPECT_EQ(office.report(), weather_at_all(kThree));
}

TEST(AskAll, AsksAllHutsAtTheSameTime) {
  Office office(kThree);
  office.settle(3);
  EXPECT_EQ(office.being_asked(), 3)
      << "All huts keep silent and everything stands still, but not all of them have been asked: "
         "one hut waits for another.";
}

TEST(AskAll, AsksEveryHutOnAThreadOfItsOwn) {
  Office office(kThree);
  office.settle(3);
  const auto threads = office.asking_threads();
  office.finish();
  EXPECT_EQ(threads.size(), 3u) << "Three huts need three threads.";
  EXPECT_FALSE(threads.contains(office.caller())) << "The calling thread asked a hut itself.";
}

TEST(AskAll, AsksEveryHutOnce) {
  Office office(kThree);
  office.settle(3);
  const Names asked = office.asked_huts();
  office.finish();
  EXPECT_EQ(asked, (Names{"Black Lake", "Eagle's Nest", "Goat Pass"}))
      << "Each thread needs a hut of its own to ask.";
}

TEST(AskAll, PutsTheAnswersInTheOrderOfTheHutsWhoeverIsFirst) {
  const std::vector<std::vector<std::size_t>> orders = {{0, 1, 2}, {2, 0, 1}, {1, 2, 0}};
  for (const auto& order : orders) {
    Office office(kThree);
    for (const std::size_t hut : order) {
      ASSERT_EQ(office.settle(3), Seen::waiting) << "Some huts have not answered yet.";
      ASSERT_EQ(office.being_asked(), 3) << "Not all huts are being asked at once.";
      office.answer(hut);
    }
    office.finish();
    EXPECT_EQ(office.report(), weather_at_all(kThree))
        << "The huts answered in the order " << order[0] << ", " << order[1] << ", " << order[2]
        << ".";
  }
}

TEST(AskAll, AnnouncesEveryHutInOrderOnTheCallingThread) {
  Office office(kThree);
  office.settle(3);
  office.finish();
  EXPECT_EQ(office.announced(), kThree);
  EXPECT_TRUE(office.announced_by_caller()) << "announce was called on another thread.";
}

TEST(AskAll, WaitsForItsThreadsWhenTheOfficeBreaksOff) {
  Office office({"Eagle's Nest", "Black Lake", "Goat Pass", "Old Mill"}, 1);
  const Seen seen = office.settle(2);
  EXPECT_EQ(office.being_asked(), 2)
      << "announce threw at the second hut: two have been asked by then, and no more should be.";
  EXPECT_EQ(seen, Seen::waiting)
      << "announce threw. The threads that run must end before the exception leaves ask_all.";
  office.finish();
  EXPECT_EQ(office.error(), "the office is closed") << "The exception did not reach the caller.";
}

// Fails no wrong answer: the boundary, for who takes the first hut for granted.
TEST(AskAll, ReturnsAnEmptyReportWithoutHuts) {
  Office office(Names{});
  office.settle(0);
  office.finish();
  EXPECT_EQ(office.report(), Names{});
}

TEST(AskAll, StartsEveryReportAfresh) {
  for (const std::size_t size : {2u, 12u, 1u}) {
    Names huts;
    for (std::size_t i = 0; i < size; ++i) huts.push_back("hut number " + std::to_string(i));
    Office office(huts);
    office.settle(static_cast<int>(size));
    office.finish();
    EXPECT_EQ(office.report(), weather_at_all(huts));
  }
}

TEST(AskAll, KeepsTheReportsOfTwoOfficesApart) {
  const Names others = {"Old Mill", "Three Larches", "Summit"};
  Office one(kThree);
  one.settle(3);
  Office other(others);
  other.settle(3);
  one.answer(0);
  other.answer(0);
  one.finish();
  other.finish();
  EXPECT_EQ(one.report(), weather_at_all(kThree));
  EXPECT_EQ(other.report(), weather_at_all(others));
}

}  // namespace
