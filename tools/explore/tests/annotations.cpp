// What a program tells ThreadSanitizer about synchronisation of its own counts here, too.
#include <sanitizer/tsan_interface.h>

#include <atomic>
#include <set>
#include <string>
#include <thread>

#include "support.hpp"

// Compilers may emit these; the header does not declare them.
extern "C" void __tsan_ignore_thread_begin();
extern "C" void __tsan_ignore_thread_end();

using namespace threadlings;
using namespace threadlings::testing_support;

namespace {

// Relaxed throughout: only the announcement makes it a lock.
class SpinLock {
 public:
  explicit SpinLock(bool announces) : announces_(announces) {}
  void lock() {
    if (announces_) __tsan_mutex_pre_lock(this, 0);
    while (taken_.exchange(true, std::memory_order_relaxed)) {
    }
    if (announces_) __tsan_mutex_post_lock(this, 0, 0);
  }
  void unlock() {
    if (announces_) __tsan_mutex_pre_unlock(this, 0);
    taken_.store(false, std::memory_order_relaxed);
    if (announces_) __tsan_mutex_post_unlock(this, 0);
  }

 private:
  std::atomic<bool> taken_{false};
  bool announces_;
};

void two_add_under_a_lock(bool announced) {
  SpinLock lock(announced);
  int sum = 0;
  auto add = [&] {
    lock.lock();
    ++sum;
    lock.unlock();
  };
  std::thread a(add), b(add);
  a.join(), b.join();
  EXPECT_EQ(sum, 2);
}

// Two threads that both write, each inside what `before` and `after` announce.
void two_write_between(void (*before)(void*), void (*after)(void*)) {
  int object = 0;
  auto write = [&] {
    before(&object);
    object = 1;
    after(&object);
  };
  std::thread a(write), b(write);
  a.join(), b.join();
}

Result of(const std::function<void()>& scenario) {
  return explore(scenario, quiet());
}

}  // namespace

TEST(Annotations, ALockIsOneOnlyIfItIsAnnounced) {
  const Result announced = of([] { two_add_under_a_lock(true); });
  EXPECT_EQ(announced.verdict, Verdict::pass) << announced.report;
  EXPECT_TRUE(announced.complete) << announced.coverage;
  EXPECT_EQ(of([] { two_add_under_a_lock(false); }).verdict, Verdict::race);
}

TEST(Annotations, AnAnnouncedLockIsOneWithWeakMemory) {
  Options options = quiet();
  options.memory = Memory::rc11;
  EXPECT_EQ(explore([] { two_add_under_a_lock(true); }, options).verdict, Verdict::pass);
  EXPECT_EQ(explore([] { two_add_under_a_lock(false); }, options).verdict, Verdict::race);
}

TEST(Annotations, ReadersOfOneLockMayNotWrite) {
  auto lock = [](void* p) { __tsan_mutex_post_lock(p, __tsan_mutex_read_lock, 0); };
  auto unlock = [](void* p) { __tsan_mutex_pre_unlock(p, __tsan_mutex_read_lock); };
  EXPECT_EQ(of([&] { two_write_between(lock, unlock); }).verdict, Verdict::race);
}

TEST(Annotations, AWriterSeesWhatReadersDidBefore) {
  const Result result = of([] {
    std::atomic<int> state{0};
    int scratch = 0, object = 0;
    std::thread reader([&] {
      __tsan_mutex_post_lock(&object, __tsan_mutex_read_lock, 0);
      scratch = 1;
      __tsan_mutex_pre_unlock(&object, __tsan_mutex_read_lock);
      state.store(1, std::memory_order_relaxed);
    });
    if (state.load(std::memory_order_relaxed) == 1) {
      __tsan_mutex_post_lock(&object, 0, 0);
      EXPECT_EQ(scratch, 1);
      __tsan_mutex_pre_unlock(&object, 0);
    }
    reader.join();
  });
  EXPECT_EQ(result.verdict, Verdict::pass) << result.report;
  EXPECT_TRUE(result.complete);
}

TEST(Annotations, WhatNobodyHasTakenCannotBeGivenBack) {
  const Result result = of([] {
    int object = 0;
    __tsan_mutex_pre_unlock(&object, 0);
  });
  EXPECT_EQ(result.verdict, Verdict::misuse);
}

TEST(Annotations, ReleaseAndAcquireOrder) {
  auto publish = [](bool announced) {
    std::atomic<bool> ready{false};
    int value = 0;
    std::thread writer([&] {
      value = 1;
      if (announced) __tsan_release(&ready);
      ready.store(true, std::memory_order_relaxed);
    });
    if (ready.load(std::memory_order_relaxed)) {
      if (announced) __tsan_acquire(&ready);
      EXPECT_EQ(value, 1);
    }
    writer.join();
  };
  const Result announced = of([&] { publish(true); });
  EXPECT_EQ(announced.verdict, Verdict::pass) << announced.report;
  EXPECT_TRUE(announced.complete);
  EXPECT_EQ(of([&] { publish(false); }).verdict, Verdict::race);
}

TEST(Annotations, IgnoredAccessesAreNoRaces) {
  auto ignore = [](void*) { __tsan_ignore_thread_begin(); };
  auto look_again = [](void*) { __tsan_ignore_thread_end(); };
  auto nothing = [](void*) {};
  EXPECT_EQ(of([&] { two_write_between(ignore, look_again); }).verdict, Verdict::pass);
  EXPECT_EQ(of([&] { two_write_between(nothing, nothing); }).verdict, Verdict::race);
}

TEST(Annotations, AccessesOfALibraryWithoutHooksCanRace) {
  auto both = [](void (*access)(void*)) {
    int object = 0;
    std::thread a([&] { access(&object); }), b([&] { access(&object); });
    a.join(), b.join();
  };
  auto write = [](void* p) { __tsan_external_write(p, __builtin_return_address(0), nullptr); };
  auto read = [](void* p) { __tsan_external_read(p, __builtin_return_address(0), nullptr); };
  EXPECT_EQ(of([&] { both(write); }).verdict, Verdict::race);
  EXPECT_EQ(of([&] { both(read); }).verdict, Verdict::pass);
}
