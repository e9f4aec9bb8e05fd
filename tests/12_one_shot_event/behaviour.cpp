// stub: explore (deadlock)
#include <gtest/gtest.h>

#include <list>
#include <memory>
#include <thread>

#include "subject.hpp"
#include "threadlings/turns.hpp"
#include "threadlings/watched.hpp"

namespace {

using Seen = threadlings::Watched::Seen;

// An event, and threads that wait for it. Each is watched: we can tell whether it sleeps.
class Hall {
 public:
  // What has failed must come to an end all the same. An event that forgets may remember when it
  // is fired again, and one that wakes a single thread wakes another.
  ~Hall() {
    for (std::size_t tries = 0; tries < threads_.size(); ++tries) {
      if (has_been_fired_ && count_sleeping(Look::quick) == 0) return;
      fire();
    }
  }

  // One more thread calls wait(). What has become of it when everything stands still?
  Seen wait_in_a_new_thread(int times = 1) {
    threads_.emplace_back([this, times] {
      for (int i = 0; i < times; ++i) event_->wait();
    });
    // Before the event it should sleep, that is soon seen. After it, it should not.
    return settle(threads_.back(), has_been_fired_ ? Look::patient : Look::quick);
  }

  void fire() {
    has_been_fired_ = true;
    event_->fire();
  }

  bool fired() const { return event_->fired(); }

  int sleeping() const { return count_sleeping(Look::patient); }

 private:
  enum class Look { quick, patient };

  // Where one thread sleeps for good, those that came after it have been watched as long.
  int count_sleeping(Look look) const {
    int count = 0;
    for (const auto& thread : threads_) {
      if (settle(thread, look) == Seen::returned) continue;
      ++count;
      look = Look::quick;
    }
    return count;
  }

  static Seen settle(const threadlings::Watched& thread, Look look) {
    return thread.settle([look] { return look == Look::quick; });
  }

  const std::unique_ptr<OneShot> event_ = make_event();
  bool has_been_fired_ = false;
  std::list<threadlings::Watched> threads_;  // the last member: they use all the others
};

class Event : public testing::Test {
 protected:
  void expect_sleep(Seen seen) {
    EXPECT_NE(seen, Seen::returned) << "wait() came back, but nobody had fired the event.";
    EXPECT_NE(seen, Seen::polling)
        << "wait() looks again and again whether the event has been fired. It should sleep until "
           "fire() wakes it.";
  }

  void expect_return(Seen seen) {
    EXPECT_EQ(seen, Seen::returned)
        << "The event had been fired before. wait() should come back at once, but it sleeps, and "
           "nobody is there to wake it.";
    if (seen != Seen::returned) forgets_ = true;
  }

  static bool forgets() { return forgets_; }

 private:
  static inline bool forgets_ = false;  // then tests in which it would sleep for ever are left out
};

}  // namespace

TEST_F(Event, LetsAThreadThatComesLateGoOn) {
  Hall hall;
  hall.fire();
  expect_return(hall.wait_in_a_new_thread());
}

TEST_F(Event, LetsAThreadSleepUntilItIsFired) {
  Hall hall;
  expect_sleep(hall.wait_in_a_new_thread());
  hall.fire();
  EXPECT_EQ(hall.sleeping(), 0) << "A thread was asleep in wait(), and fire() has not woken it.";
}

TEST_F(Event, WakesAllWhoWait) {
  Hall hall;
  constexpr int kThreads = 5;
  for (int i = 0; i < kThreads; ++i) expect_sleep(hall.wait_in_a_new_thread());
  hall.fire();
  const int left = hall.sleeping();
  EXPECT_EQ(left, 0) << kThreads << " threads were asleep in wait(). After fire(), " << left
                     << " of them are still asleep.";
}

TEST_F(Event, LetsEveryLaterThreadGoOnToo) {
  Hall hall;
  expect_sleep(hall.wait_in_a_new_thread());
  hall.fire();
  EXPECT_EQ(hall.sleeping(), 0) << "A thread was asleep in wait(), and fire() has not woken it.";
  for (int i = 0; i < 3 && !HasFailure(); ++i) expect_return(hall.wait_in_a_new_thread());
}

TEST_F(Event, LetsAThreadWaitAsOftenAsItLikes) {
  if (forgets()) return;  // reported above
  Hall hall;
  hall.fire();
  expect_return(hall.wait_in_a_new_thread(10'000));
}

TEST_F(Event, TellsWhetherItHasBeenFired) {
  Hall hall;
  EXPECT_FALSE(hall.fired()) << "Nobody has fired this event.";
  expect_sleep(hall.wait_in_a_new_thread());
  EXPECT_FALSE(hall.fired()) << "Somebody waits for this event, but nobody has fired it.";
  hall.fire();
  EXPECT_TRUE(hall.fired()) << "The event has been fired.";
  EXPECT_EQ(hall.sleeping(), 0) << "A thread was asleep in wait(), and fire() has not woken it.";
  EXPECT_TRUE(hall.fired()) << "Once fired, an event stays so, whoever has waited for it.";
}

TEST_F(Event, MayBeFiredAgain) {
  Hall hall;
  expect_sleep(hall.wait_in_a_new_thread());
  EXPECT_NO_THROW({
    hall.fire();
    hall.fire();
  }) << "An event that has been fired already may be fired again. Nothing changes.";
  EXPECT_TRUE(hall.fired()) << "The event was fired twice. That is no less than once.";
  expect_return(hall.wait_in_a_new_thread());
}

TEST_F(Event, KnowsNothingOfOtherEvents) {
  Hall prices;
  Hall seats;
  expect_sleep(seats.wait_in_a_new_thread());
  prices.fire();
  EXPECT_FALSE(seats.fired()) << "Another event was fired, not this one.";
  expect_sleep(seats.wait_in_a_new_thread());
}

// Three threads act one after the other, and nothing but the event orders what they do. So
// ThreadSanitizer sees every race every time.
TEST_F(Event, ShowsWhatWasWrittenBeforeIt) {
  if (forgets()) return;  // reported above
  const auto loaded = make_event();
  int price = 0;
  threadlings::Turns turns(3, 1);
  {
    std::jthread loader([&] {
      turns.act(0, [&] {
        price = 30;
        loaded->fire();
      });
    });
    std::jthread asker([&] {
      turns.act(1, [&] {
        ASSERT_TRUE(loaded->fired()) << "The event has been fired.";
        EXPECT_EQ(price, 30);
      });
    });
    std::jthread counter([&] {
      turns.act(2, [&] {
        loaded->wait();
        EXPECT_EQ(price, 30);
      });
    });
  }
}

TEST_F(Event, MayBeAskedAndFiredByAnybodyAtAnyTime) {
  const auto loaded = make_event();
  threadlings::Turns turns(3, 2);
  {
    std::jthread asker([&] { turns.act(0, [&] { (void)loaded->fired(); }); });
    std::jthread loader([&] { turns.act(1, [&] { EXPECT_NO_THROW(loaded->fire()); }); });
    std::jthread other_loader([&] { turns.act(2, [&] { EXPECT_NO_THROW(loaded->fire()); }); });
  }
  EXPECT_TRUE(loaded->fired()) << "The event has been fired.";
}
