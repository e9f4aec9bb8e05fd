#include <gtest/gtest.h>
#include <atomic>
#include <mutex>
#include <thread>
#include <condition_variable>
#include "threadlings/explore.hpp"
using namespace threadlings;
TEST(Smoke, LostUpdate) {
    Options o;
    explore([] {
      std::atomic<int> x{0};
      std::thread a([&] { x.store(x.load() + 1); }), b([&] { x.store(x.load() + 1); });
      a.join(); b.join();
      EXPECT_EQ(x.load(), 2);
    }, o);}
TEST(Smoke, Race) {
    explore([] {
      int x = 0;
      std::thread a([&] { x++; }), b([&] { x++; });
      a.join(); b.join();
      EXPECT_EQ(x, 2);
    });
    }
TEST(Smoke, Deadlock) {
    explore([] {
      std::mutex m, n;
      std::thread a([&] { m.lock(); n.lock(); n.unlock(); m.unlock(); });
      std::thread b([&] { n.lock();
         m.lock(); m.unlock(); n.unlock(); });
      a.join(); b.join();
    });
}
TEST(Smoke, LostWakeUp) {
    explore([] {
      std::mutex m; bool ready = false; std::condition_variable c;
      std::thread a([&] { std::unique_lock l(m);
         if (!ready) c.wait(l); 
         EXPECT_TRUE(ready);});
      std::thread b([&] { 
         { std::lock_guard l(m); 
           ready = true; }
         c.notify_one(); });
      a.join(); b.join();
    });
}
TEST(Smoke, Uaf) {
    explore([] {
      int* p = new int(3);
      std::thread a([&] { *p = 4; });
      delete p;
      a.join();
    });
}
TEST(Smoke, Exception) {
    explore([] {
      std::thread a([&] { throw std::runtime_error("boom"); });
      a.join();
    });
}
TEST(Smoke, Unjoined) { explore([] { std::thread a([&] { }); }); }
TEST(Smoke, Leak) { explore([] { std::thread a([&] { new int; }); a.join(); }); }
TEST(Smoke, Crash) { explore([] { std::thread a([&] { int* volatile p = nullptr; *p = 1; }); a.join(); }); }
