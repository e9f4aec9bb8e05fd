#include <gtest/gtest.h>
#include <atomic>
#include <mutex>
#include <thread>
#include "threadlings/explore.hpp"
using namespace threadlings;
TEST(Smoke, Adds) {
  for (Mode mode : {Mode::plain, Mode::exhaustive}) {
    Options o; o.mode = mode;
    auto r = explore([] {
      std::atomic<int> x{0};
      std::thread a([&] { ++x; }), b([&] { ++x; }), c([&] { ++x; });
      a.join(); b.join(); c.join();
      EXPECT_EQ(x, 3);
    }, o);
    EXPECT_EQ(r.interleavings, 6u) << r.report;
    printf("%s %s %f\n", name_of(r.verdict), r.coverage.c_str(), r.seconds);
  }
}
TEST(Smoke, LostUpdate) {
  for (Mode mode : {Mode::plain, Mode::exhaustive}) {
    Options o; o.mode = mode; o.quiet = true;
    auto r = explore([] {
      std::atomic<int> x{0};
      std::thread a([&] { x.store(x.load() + 1); }), b([&] { x.store(x.load() + 1); });
      a.join(); b.join();
      EXPECT_EQ(x.load(), 2);
    }, o);
    printf("%s %s\n", name_of(r.verdict), r.message.c_str());
    r = explore([] {
      int x = 0;
      std::thread a([&] { x++; }), b([&] { x++; });
      a.join(); b.join();
      EXPECT_EQ(x, 2);
    }, o);
    printf("%s %s\n", name_of(r.verdict), r.message.c_str());
    r = explore([] {
      int x = 0; std::mutex m;
      auto f = [&] { std::lock_guard l(m); x++; };
      std::thread a(f), b(f);
      a.join(); b.join();
      EXPECT_EQ(x, 2);
    }, o);
    printf("%s %s %s\n", name_of(r.verdict), r.message.c_str(), r.coverage.c_str());
    r = explore([] {
      std::mutex m, n;
      std::thread a([&] { m.lock(); n.lock(); n.unlock(); m.unlock(); }), b([&] { n.lock(); m.lock(); m.unlock(); n.unlock(); });
      a.join(); b.join();
    }, o);
    printf("%s %s %s\n", name_of(r.verdict), r.message.c_str(), r.coverage.c_str());
  }
}
