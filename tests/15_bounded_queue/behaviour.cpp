// stub: explore (deadlock)
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <list>
#include <memory>
#include <optional>
#include <ostream>
#include <thread>
#include <threadlings/turns.hpp>
#include <vector>

#include "staff.hpp"
#include "subject.hpp"

void PrintTo(const Job& job, std::ostream* out) {
  *out << "job " << job.number;
}

namespace {

constexpr std::optional<Job> kNothing;

bool everybody_waits() {
  return true;
}

bool somebody_should_go_on() {
  return false;
}

// Jobs first, first + 1, ...
std::vector<Job> jobs(int first, int count) {
  std::vector<Job> jobs;
  for (int number = first; number < first + count; ++number) jobs.push_back({number});
  return jobs;
}

// Three clerks with one job each (1, 2, 3) at a tray that is full: all of them wait.
std::list<Clerk> three_clerks_at(Tray& tray) {
  std::list<Clerk> clerks;
  for (int number = 1; number <= 3; ++number) {
    clerks.emplace_back(tray, jobs(number, 1)).settle(everybody_waits);
  }
  return clerks;
}

// Three copiers that want one job each, at a tray that is empty: all of them wait.
std::list<Copier> three_copiers_at(Tray& tray) {
  std::list<Copier> copiers;
  for (int i = 0; i < 3; ++i) copiers.emplace_back(tray, 1).settle(everybody_waits);
  return copiers;
}

std::vector<bool> answers_to(const std::list<Clerk>& clerks) {
  std::vector<bool> answers;
  for (const Clerk& clerk : clerks) {
    for (const bool answer : clerk.answers()) answers.push_back(answer);
  }
  return answers;
}

// The numbers of the jobs that they got, sorted; 0 for nothing.
std::vector<int> numbers_got_by(const std::list<Copier>& copiers) {
  std::vector<int> numbers;
  for (const Copier& copier : copiers) {
    for (const auto& job : copier.got()) numbers.push_back(job ? job->number : 0);
  }
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

// Each test builds on what those before it have shown. So the first failure is the last: after it
// threads might wait for ever, and that would say less.
class FirstThingsFirst : public testing::Test {
 protected:
  void SetUp() override {
    if (has_failed_) FAIL() << "Not looked at: an earlier test has failed.";
  }
  void TearDown() override { has_failed_ = has_failed_ || HasFailure(); }

 private:
  static inline bool has_failed_ = false;
};

using OpenTray = FirstThingsFirst;
using ClosedTray = FirstThingsFirst;
using BusyDay = FirstThingsFirst;

}  // namespace

TEST_F(OpenTray, GivesTheJobsInTheOrderInWhichTheyCame) {
  const auto tray = make_tray(3);
  // Twice, so that a tray with three slots comes to the end of them.
  for (const int first : {1, 3}) {
    Clerk clerk(*tray, jobs(first, 2));
    ASSERT_EQ(clerk.settle(somebody_should_go_on), Seen::returned)
        << "There is room for three jobs, but a clerk with two jobs has to wait.";
    Copier copier(*tray, 2);
    ASSERT_EQ(copier.settle(somebody_should_go_on), Seen::returned)
        << "There are two jobs, but a copier that wants two has to wait.";
    EXPECT_EQ(copier.got().at(0), Job{first}) << "First come, first served.";
    EXPECT_EQ(copier.got().at(1), Job{first + 1}) << "First come, first served.";
  }
  EXPECT_EQ(tray->size(), 0u);
}

TEST_F(OpenTray, TakesAsManyJobsAsItHasRoomForAndNotOneMore) {
  for (const std::size_t room : {1u, 2u, 5u}) {
    const auto tray = make_tray(room);
    Clerk clerk(*tray, jobs(1, static_cast<int>(room) + 1));
    const Seen seen = clerk.settle([&] { return clerk.answers().size() == room; });
    EXPECT_EQ(clerk.answers().size(), room)
        << "So many jobs went into a tray with room for " << room << ". One more should wait.";
    EXPECT_EQ(seen, Seen::waiting) << "While the tray is full, a clerk should sleep until somebody "
                                      "makes room, and not look again and again.";
    EXPECT_EQ(tray->size(), room);
  }
}

TEST_F(OpenTray, LetsACopierSleepUntilAJobComes) {
  const auto tray = make_tray(2);
  Copier copier(*tray, 1);
  EXPECT_EQ(copier.settle(everybody_waits), Seen::waiting)
      << "While the tray is empty, a copier should sleep until somebody brings a job: neither go "
         "home with nothing nor look again and again.";
  EXPECT_TRUE(tray->push({1})) << "An open tray with room in it takes every job.";
  EXPECT_EQ(copier.settle(somebody_should_go_on), Seen::returned)
      << "A job came, but the copier that waited for it sleeps on.";
}

TEST_F(OpenTray, LetsOneClerkInForEachJobThatIsTaken) {
  const auto tray = make_tray(1);
  (void)tray->push({9});
  const auto clerks = three_clerks_at(*tray);
  EXPECT_EQ(settle(clerks, 0), 0u) << "The tray is full: all three clerks wait.";
  for (std::size_t taken = 1; taken <= 3 && !HasFailure(); ++taken) {
    Copier copier(*tray, 1);
    EXPECT_EQ(copier.settle(somebody_should_go_on), Seen::returned) << "The tray is not empty.";
    EXPECT_EQ(settle(clerks, taken), taken)
        << "Three clerks waited for room for one job each, and " << taken
        << " jobs have been taken: so many clerks should have been let in.";
    EXPECT_EQ(tray->size(), 1u);
  }
  EXPECT_EQ(answers_to(clerks), std::vector(3, true)) << "The tray is open: push returns true.";
}

TEST_F(OpenTray, WakesOneCopierForEachJob) {
  const auto tray = make_tray(3);
  const auto copiers = three_copiers_at(*tray);
  EXPECT_EQ(settle(copiers, 0), 0u) << "The tray is empty: all three copiers wait.";
  for (int number = 1; number <= 3; ++number) {
    (void)tray->push({number});
    const auto came = static_cast<std::size_t>(number);
    EXPECT_EQ(settle(copiers, came), came) << "Three copiers waited for one job each, and " << came
                                           << " jobs came: so many copiers should have gone on.";
  }
  EXPECT_EQ(numbers_got_by(copiers), (std::vector{1, 2, 3})) << "Each job goes to one copier.";
}

// Fails no wrong answer: what size() promises, for who counts something else.
TEST_F(OpenTray, ShowsHowManyJobsAreInIt) {
  const auto tray = make_tray(3);
  EXPECT_EQ(tray->size(), 0u);
  (void)tray->push({1});
  EXPECT_EQ(tray->size(), 1u);
  (void)tray->push({2});
  EXPECT_EQ(tray->size(), 2u);
  (void)tray->pop();
  EXPECT_EQ(tray->size(), 1u);
}

TEST_F(OpenTray, KnowsNothingOfOtherTrays) {
  const auto tray = make_tray(1);
  const auto other = make_tray(1);
  (void)tray->push({1});
  EXPECT_EQ(other->size(), 0u) << "The job is in the first tray, not in the second.";
  tray->close();
  Clerk clerk(*other, jobs(2, 1));
  EXPECT_EQ(clerk.settle(somebody_should_go_on), Seen::returned)
      << "The other tray is empty: its clerk need not wait.";
  EXPECT_EQ(clerk.answers(), std::vector{true}) << "Only the first tray was closed.";
}

TEST_F(ClosedTray, TakesNoMoreJobs) {
  const auto tray = make_tray(3);
  (void)tray->push({1});
  tray->close();
  EXPECT_FALSE(tray->push({2})) << "The tray is closed: push returns false, room or not.";
  EXPECT_EQ(tray->size(), 1u) << "A job that was refused must not be in the tray.";
}

TEST_F(ClosedTray, GivesWhatIsLeftAndThenNothing) {
  const auto tray = make_tray(3);
  (void)tray->push({1});
  (void)tray->push({2});
  tray->close();
  Copier copier(*tray, 4);
  ASSERT_EQ(copier.settle(somebody_should_go_on), Seen::returned)
      << "After the end nobody waits: pop returns a job, or nothing.";
  EXPECT_EQ(copier.got().at(0), Job{1}) << "It was accepted before the end: it must be printed.";
  EXPECT_EQ(copier.got().at(1), Job{2}) << "It was accepted before the end: it must be printed.";
  EXPECT_EQ(copier.got().at(2), kNothing) << "Nothing is left, and nothing will come.";
  EXPECT_EQ(copier.got().at(3), kNothing) << "Who asks again is told again that nothing will come.";
}

TEST_F(ClosedTray, SendsAllWaitingCopiersHome) {
  const auto tray = make_tray(3);
  const auto copiers = three_copiers_at(*tray);
  tray->close();
  EXPECT_EQ(settle(copiers, 3), 3u)
      << "Three copiers waited for work when the tray was closed. So many of them went home.";
  settle(copiers, 3);
  EXPECT_EQ(numbers_got_by(copiers), (std::vector{0, 0, 0})) << "There was no job for them.";
}

TEST_F(ClosedTray, SendsAllWaitingClerksAway) {
  const auto tray = make_tray(3);
  for (const Job& job : jobs(7, 3)) (void)tray->push(job);
  const auto clerks = three_clerks_at(*tray);
  tray->close();
  EXPECT_EQ(settle(clerks, 3), 3u)
      << "Three clerks waited for room when the tray was closed. So many of them went on.";
  EXPECT_EQ(tray->size(), 3u) << "The tray was full when it was closed, and nobody took a job.";
  for (const Job& job : jobs(7, 3)) EXPECT_EQ(tray->pop(), job) << "It came before the end.";
  settle(clerks, 3);
  EXPECT_EQ(answers_to(clerks), std::vector(3, false))
      << "The tray was full until it was closed: push returns false to all who waited.";
  EXPECT_EQ(tray->pop(), kNothing) << "A clerk who came too late has left a job in the tray.";
}

TEST_F(ClosedTray, MayBeClosedAgain) {
  const auto tray = make_tray(1);
  (void)tray->push({1});
  tray->close();
  tray->close();
  EXPECT_FALSE(tray->push({2})) << "The tray was closed twice. It is still closed.";
  EXPECT_EQ(tray->pop(), Job{1});
  EXPECT_EQ(tray->pop(), kNothing);
}

// A clerk, the display, a copier and the manager act one after the other. Nothing but the tray
// itself orders what they do: ThreadSanitizer sees every access that is not guarded.
TEST_F(BusyDay, IsSafeWhenThreadsTakeTurns) {
  constexpr int kRounds = 4;
  constexpr int kClosingTime = 1;  // in this round, and again in the next ones
  const auto tray = make_tray(2);
  threadlings::Turns turns(4, kRounds);
  std::vector<bool> answers;
  std::vector<std::size_t> sizes;
  std::vector<std::optional<Job>> got;
  {
    std::jthread clerk([&] { turns.act(0, [&] { answers.push_back(tray->push({1})); }); });
    std::jthread display([&] { turns.act(1, [&] { sizes.push_back(tray->size()); }); });
    std::jthread copier([&] { turns.act(2, [&] { got.push_back(tray->pop()); }); });
    std::jthread manager([&] {
      turns.act(3, [&, round = 0]() mutable {
        if (round++ >= kClosingTime) tray->close();
      });
    });
  }
  const std::optional<Job> job = Job{1};
  EXPECT_EQ(answers, (std::vector{true, true, false, false})) << "Closed after the second job.";
  EXPECT_EQ(sizes, (std::vector<std::size_t>{1, 1, 0, 0})) << "One job came and went each time.";
  EXPECT_EQ(got, (std::vector{job, job, kNothing, kNothing}));
}

namespace {

constexpr int kClerks = 3;
constexpr std::size_t kCopiers = 3;
constexpr int kJobsOfOneClerk = 1'000'000;  // clerk 2 has the jobs from 2,000,001 on
constexpr std::size_t kRoom = 2;

// A tray, and three copiers that print until nothing more will come.
class Shop {
 public:
  // Closes early, when so many jobs were printed.
  explicit Shop(int closes_after) : closes_after_(closes_after) {
    for (std::size_t i = 0; i < printed_.size(); ++i) {
      copiers_[i] = std::jthread([this, i] { print_all(printed_[i]); });
    }
  }
  Shop() : Shop(kNever) {}

  // All clerks push their jobs at the same time, each so many, or until one is refused. Says how
  // many were accepted.
  int push_all(int jobs_each) {
    std::atomic<int> accepted = 0;
    std::vector<std::jthread> clerks;
    for (int clerk = 0; clerk < kClerks; ++clerk) {
      clerks.emplace_back([&, first = kJobsOfOneClerk * clerk] {
        for (int i = 1; i <= jobs_each && tray_->push({first + i}); ++i) ++accepted;
      });
    }
    for (std::jthread& clerk : clerks) clerk.join();
    return accepted;
  }

  // Waits for the copiers to go home.
  void close() {
    tray_->close();
    for (std::jthread& copier : copiers_) copier.join();
  }

  void expect_each_job_once(int accepted) const {
    std::vector<int> numbers;
    for (const auto& jobs : printed_) numbers.insert(numbers.end(), jobs.begin(), jobs.end());
    EXPECT_EQ(numbers.size(), static_cast<std::size_t>(accepted))
        << "push said yes to so many jobs: each of them must come out of pop, once.";
    std::sort(numbers.begin(), numbers.end());
    EXPECT_EQ(std::adjacent_find(numbers.begin(), numbers.end()), numbers.end())
        << "A job was printed twice.";
  }

  void expect_each_clerk_in_order() const {
    for (const auto& jobs : printed_) {
      std::array<int, kClerks> last{};
      for (const int number : jobs) {
        int& before = last.at(static_cast<std::size_t>(number / kJobsOfOneClerk));
        EXPECT_LT(before, number) << "A copier got a clerk's later job before an earlier one.";
        before = number;
      }
    }
  }

 private:
  static constexpr int kNever = -1;

  void print_all(std::vector<int>& printed) {
    while (const auto job = tray_->pop()) {
      printed.push_back(job->number);
      if (++printed_so_far_ == closes_after_) tray_->close();
      EXPECT_LE(tray_->size(), kRoom) << "There are more jobs in the tray than it has room for.";
    }
  }

  const int closes_after_;
  const std::unique_ptr<Tray> tray_ = make_tray(kRoom);
  std::array<std::vector<int>, kCopiers> printed_;  // by each copier
  std::atomic<int> printed_so_far_ = 0;
  std::array<std::jthread, kCopiers> copiers_;  // the last member: they use all the others
};

}  // namespace

TEST_F(BusyDay, PrintsEachJobOnce) {
  constexpr int kJobsEach = 400;
  Shop shop;
  const int accepted = shop.push_all(kJobsEach);
  shop.close();
  EXPECT_EQ(accepted, kClerks * kJobsEach) << "Before the end every job is accepted.";
  shop.expect_each_job_once(accepted);
  shop.expect_each_clerk_in_order();
}

TEST_F(BusyDay, PrintsWhatWasAcceptedThoughTheTrayIsClosedInTheMiddle) {
  constexpr int kTooMany = 100'000;  // nobody gets so far
  for (int day = 0; day < 10 && !HasFailure(); ++day) {
    Shop shop(20);
    const int accepted = shop.push_all(kTooMany);
    shop.close();
    EXPECT_LT(accepted, kClerks * kTooMany) << "The tray takes jobs long after it was closed.";
    shop.expect_each_job_once(accepted);
  }
}
