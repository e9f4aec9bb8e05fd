// A tiny web shop: four workers answer requests and count them, and a dashboard shows the count
// live.
#include <atomic>
#include <chrono>
#include <cstdio>
#include <functional>
#include <numeric>
#include <thread>
#include <vector>

#include "hit_counter.hpp"

namespace {

constexpr int kWorkers = 4;

// Finding out whether a page exists takes a moment. One request in seven is mistyped.
bool page_exists(long request) {
  long sum = 0;
  for (; request > 0; request /= 10) sum += request % 10;
  return sum % 7 != 0;
}

// What a worker does until the shop closes. Returns how many pages it has sent, from its own list;
// for each it has called hit() once.
long work(const std::function<void()>& hit, const std::atomic<bool>& shop_is_open) {
  long sent = 0;
  for (long request = 1; shop_is_open; ++request) {
    if (!page_exists(request)) continue;
    hit();
    ++sent;
  }
  return sent;
}

template <class Counter>
void open_shop(const char* name) {
  Counter counter;
  std::atomic<bool> shop_is_open = true;
  std::vector<long> sent(kWorkers);
  std::vector<std::thread> workers;
  for (int i = 0; i < kWorkers; ++i) {
    workers.emplace_back([&, i] { sent[i] = work([&] { counter.hit(); }, shop_is_open); });
  }

  std::printf("%s\n  live:", name);
  for (int glance = 0; glance < 6; ++glance) {
    std::this_thread::sleep_for(std::chrono::milliseconds(15));
    std::printf(" %ld", counter.get());
    std::fflush(stdout);
  }
  shop_is_open = false;
  for (std::thread& worker : workers) worker.join();

  const long total = std::accumulate(sent.begin(), sent.end(), 0L);
  const long lost = total - counter.get();
  std::printf("\n  sent: %ld pages   counted: %ld   ", total, counter.get());
  if (lost == 0) {
    std::printf("nothing lost\n\n");
  } else {
    std::printf("%ld hits lost\n\n", lost);
  }
}

}  // namespace

int main() {
  open_shop<LockedCounter>("LockedCounter");
  open_shop<AtomicCounter>("AtomicCounter");
}
