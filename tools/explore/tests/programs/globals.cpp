// explore: pass, complete
// explore -DSTATIC_THREAD: unjoined
// explore -DEXIT_CODE: check
// explore -DTHREAD_EXIT: pass
// explore -DDETACHED_WAITS: pass, complete
// explore -DMAIN_LEAVES: check
// Static objects with constructors that start threads; ways to end a program; printed text; random
// numbers; all of it is the same in every run.
#include <pthread.h>

#include <atomic>
#include <cassert>
#include <cstdlib>
#include <iostream>
#include <map>
#include <mutex>
#include <random>
#include <semaphore>
#include <string>
#include <thread>

struct Pool {
  Pool() : worker([this] { work(); }) {}
  ~Pool() {
    stop.release();
#ifndef STATIC_THREAD
    worker.join();
#endif
  }
  void work() {
    std::lock_guard hold(m);
    names["worker"] = "a name that does not fit into the string object itself";
    stop.acquire();
  }
  std::mutex m;
  std::map<std::string, std::string> names;
  std::binary_semaphore stop{0};
  std::thread worker;
};

Pool pool;
std::atomic<int> finished{0};
int first = std::rand();

int main(int count, char** arguments) {
  std::ios::sync_with_stdio(false);
  std::random_device device;
  std::cout << "started as " << arguments[0] << " with " << count << " argument" << std::endl;
  assert(std::rand() != first || device() != device());
  assert(std::thread::hardware_concurrency() > 0);
#ifdef EXIT_CODE
  return 3;
#endif
#ifdef THREAD_EXIT
  std::thread([] { std::exit(0); }).detach();
#endif
#ifdef DETACHED_WAITS
  static std::binary_semaphore never{0};
  std::thread([] { never.acquire(); }).detach();
#endif
#ifdef MAIN_LEAVES
  std::thread([] {
    finished = 1;
    assert(finished == 0);
  }).detach();
  pthread_exit(nullptr);
#endif
}
