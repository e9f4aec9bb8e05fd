// stub: explore (unsolved)
#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <threadlings/turns.hpp>
#include <threadlings/watched.hpp>

#include "railway.hpp"
#include "subject.hpp"

namespace {

using Seen = threadlings::Watched::Seen;

// Thrown by a whistle to get a driver out of a wait that would not end.
struct TurnsBack {};

// A train comes from `side`. False if its driver has whistled, so has found the bridge occupied.
bool goes_straight_on(SingleTrack& bridge, int side) {
  const Listener listener([] { throw TurnsBack(); });
  try {
    bridge.enter(side);
    return true;
  } catch (const TurnsBack&) {
    return false;
  }
}

// Like try_enter(), but no driver whistles for ever.
bool try_enter(SingleTrack& bridge, int side) {
  const Listener listener([] { throw TurnsBack(); });
  try {
    return bridge.try_enter(side);
  } catch (const TurnsBack&) {
    ADD_FAILURE() << "try_enter() whistles, so it waits. It should say no instead.";
    return false;
  }
}

// A train that comes from `side` and enters. It is watched, and its whistle is heard.
class Train {
 public:
  Train(SingleTrack& bridge, int side)
      : driver_([this, &bridge, side] {
          const Listener listener([this] {
            if (turn_back_) throw TurnsBack();
            ++whistles_;
          });
          try {
            bridge.enter(side);
          } catch (const TurnsBack&) {
          }
        }) {}

  ~Train() { turn_back_ = true; }

  // Looks on until enter() has returned, sleeps, does not whistle, or has whistled so often from
  // now on. Whistles, not seconds: so it does not matter how busy the machine is.
  Seen watch(int whistles) const {
    const int enough = whistles_ + whistles;
    while (true) {
      const Seen seen = driver_.settle([] { return false; });
      if (seen != Seen::polling || whistles_ == 0 || whistles_ >= enough) return seen;
    }
  }

  int whistles() const { return whistles_; }

 private:
  std::atomic<int> whistles_ = 0;
  std::atomic<bool> turn_back_ = false;
  threadlings::Watched driver_;  // the last member: it uses the others
};

// How many trains are on the bridge. Relaxed, so that it puts nothing in order.
class Track {
 public:
  void cross() {
    EXPECT_EQ(trains_.fetch_add(1, std::memory_order_relaxed), 0)
        << "Two trains are on the bridge at once.";
    trains_.fetch_sub(1, std::memory_order_relaxed);
  }

 private:
  std::atomic<int> trains_ = 0;
};

}  // namespace

TEST(Bridge, LetsASideThatIsAloneCrossAgainAndAgain) {
  const auto bridge = make_bridge();
  for (const int side : {kWest, kWest, kWest, kEast, kEast, kWest, kEast}) {
    ASSERT_TRUE(goes_straight_on(*bridge, side))
        << "Nobody is on the bridge, and nobody else wants to enter. But the driver whistles.";
    bridge->leave(side);
  }
}

TEST(Bridge, SaysYesToATryWhenItIsFree) {
  const auto bridge = make_bridge();
  for (const int side : {kWest, kWest, kEast, kEast, kWest}) {
    ASSERT_TRUE(try_enter(*bridge, side)) << "The bridge is free, but try_enter() says no.";
    bridge->leave(side);
  }
}

TEST(Bridge, SaysNoToATryWhenTheOtherSideIsOnIt) {
  const auto bridge = make_bridge();
  ASSERT_TRUE(goes_straight_on(*bridge, kWest));
  EXPECT_FALSE(try_enter(*bridge, kEast)) << "West has entered, and East's try_enter() says yes.";
  bridge->leave(kWest);
  ASSERT_TRUE(try_enter(*bridge, kEast)) << "The bridge is free, but try_enter() says no.";
  EXPECT_FALSE(try_enter(*bridge, kWest)) << "East was told yes, and now West is, too.";
}

TEST(Bridge, ForgetsATryThatFailed) {
  const auto bridge = make_bridge();
  ASSERT_TRUE(goes_straight_on(*bridge, kWest));
  EXPECT_FALSE(try_enter(*bridge, kEast)) << "West has entered, and East's try_enter() says yes.";
  bridge->leave(kWest);
  EXPECT_TRUE(goes_straight_on(*bridge, kWest)) << "East was told no and does not wait. But West, "
                                                   "which has left the bridge, may not enter it "
                                                   "again.";
}

TEST(Bridge, LetsATrainWaitUntilTheOtherSideHasLeft) {
  const auto bridge = make_bridge();
  ASSERT_TRUE(goes_straight_on(*bridge, kWest));
  Train train(*bridge, kEast);
  constexpr int kOften = 20'000;
  const Seen seen = train.watch(kOften);
  EXPECT_NE(seen, Seen::returned) << "West has entered and not left. But East's enter() came back, "
                                     "after "
                                  << train.whistles() << " whistles.";
  EXPECT_NE(seen, Seen::waiting) << "East's enter() sleeps. There is no lock at this bridge: its "
                                    "driver looks at the signals, and calls whistle() each time.";
  EXPECT_NE(train.whistles(), 0) << "A driver who waits calls whistle() each time he has looked.";
  bridge->leave(kWest);
  EXPECT_EQ(train.watch(kOften), Seen::returned)
      << "West has left the bridge, but East, which had waited for that, may still not enter.";
}

TEST(Bridge, KnowsNothingOfOtherBridges) {
  const auto bridge = make_bridge();
  const auto other = make_bridge();
  ASSERT_TRUE(goes_straight_on(*bridge, kWest));
  EXPECT_TRUE(try_enter(*other, kEast)) << "A train is on another bridge. This one is free.";
}

TEST(Bridge, KeepsTrainsApartOnABusyDay) {
  constexpr int kTrains = 2'000;
  const auto bridge = make_bridge();
  Track track;
  {
    std::jthread west([&] {
      for (int i = 0; i < kTrains; ++i) {
        bridge->enter(kWest);
        track.cross();
        bridge->leave(kWest);
      }
    });
    std::jthread east([&] {
      for (int i = 0; i < kTrains; ++i) {
        if (i % 2 == 0 || !bridge->try_enter(kEast)) bridge->enter(kEast);
        track.cross();
        bridge->leave(kEast);
      }
    });
  }
  EXPECT_TRUE(try_enter(*bridge, kWest)) << "All trains are gone, but try_enter() says no.";
}

// The two sides act one after the other, and nothing but the bridge orders what they do. So
// ThreadSanitizer sees every race every time.
TEST(Bridge, IsUsedFromTwoThreadsWithoutADataRace) {
  const auto bridge = make_bridge();
  threadlings::Turns turns(2, 3);
  {
    std::jthread west([&] {
      turns.act(0, [&] {
        bridge->enter(kWest);
        bridge->leave(kWest);
      });
    });
    std::jthread east([&] {
      turns.act(1, [&] {
        bridge->enter(kEast);
        bridge->leave(kEast);
        if (bridge->try_enter(kEast)) bridge->leave(kEast);
      });
    });
  }
}
