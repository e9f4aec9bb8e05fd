// Makes the compiler emit, and the library's headers call, all of ThreadSanitizer's entry points
// that they can. It must link with the explorer alone, and run.
#include <sanitizer/tsan_interface.h>

#include <atomic>
#include <barrier>
#include <cassert>
#include <condition_variable>
#include <cstring>
#include <future>
#include <latch>
#include <memory>
#include <mutex>
#include <semaphore>
#include <shared_mutex>
#include <thread>
#include <vector>

namespace {

// ---- accesses ----

template <class T>
void plain_volatile_and_unaligned() {
  struct __attribute__((packed)) Odd {
    char shift;
    T value;
    volatile T eager;
  };
  static T plain;
  static volatile T eager;
  static Odd odd;
  T* p = &plain;
  asm volatile("" : "+r"(p));
  Odd* q = &odd;
  asm volatile("" : "+r"(q));
  *p = *p + T(1);
  eager = eager + T(1);
  q->value = q->value + T(1);
  q->eager = q->eager + T(1);
}

struct Base {
  virtual ~Base() { touch(); }
  virtual void touch() {}
};
struct Derived : Base {
  ~Derived() override { touch(); }
  int more = 0;
  void touch() override { ++more; }
};

struct Large {
  char bytes[300];
};

void whole_objects(std::size_t size) {
  static Large from, to;
  to = from;
  std::memcpy(&to, &from, size);
  std::memmove(&to.bytes[1], &to.bytes[0], size - 1);
  std::memset(&to, 0, size);
  std::unique_ptr<Base> object = std::make_unique<Derived>();
  object->touch();
}

// ---- atomics ----

template <class T>
void each_operation() {
  std::atomic<T> a{T(1)};
  const auto order = std::memory_order_seq_cst;
  T expected = a.load(order);
  a.store(T(2), order);
  a.exchange(T(3), order);
  a.compare_exchange_strong(expected, T(4), order);
  a.compare_exchange_weak(expected, T(5), order);
  a.fetch_add(T(1)), a.fetch_sub(T(1)), a.fetch_and(T(7)), a.fetch_or(T(8)), a.fetch_xor(T(9));
  T raw = 0;
  __atomic_fetch_nand(&raw, T(1), __ATOMIC_SEQ_CST);
  __sync_fetch_and_add(&raw, T(1));
  __sync_bool_compare_and_swap(&raw, T(1), T(2));
  std::atomic_ref<T>(raw).fetch_add(T(1));
  a.notify_all();
  a.wait(T(0));
}

void fences_and_other_types() {
  std::atomic_thread_fence(std::memory_order_seq_cst);
  std::atomic_signal_fence(std::memory_order_seq_cst);
  std::atomic<double> total{0};
  total.fetch_add(0.5);
  std::atomic<int*> pointer{nullptr};
  pointer.fetch_add(0);
  std::atomic_flag flag;
  flag.test_and_set();
  flag.notify_one();
  flag.wait(false);
#ifdef __cpp_lib_atomic_shared_ptr
  std::atomic<std::shared_ptr<int>> shared{std::make_shared<int>(1)};
  shared.store(std::make_shared<int>(2));
  auto expected = shared.load();
  shared.compare_exchange_strong(expected, nullptr);
  shared.exchange(nullptr);
  shared.notify_one();
  shared.wait(expected);
  std::atomic<std::weak_ptr<int>> weak{expected};
  weak.store(weak.load());
#endif
}

// ---- the library ----

void waiting() {
  using namespace std::chrono_literals;
  std::mutex mutex;
  std::shared_mutex shared;
  std::timed_mutex timed;
  std::recursive_mutex recursive;
  std::condition_variable changed;
  std::condition_variable_any any;
  std::counting_semaphore<4> semaphore{2};
  std::binary_semaphore binary{1};
  std::latch latch{1};
  std::barrier barrier{1};
  std::once_flag once;
  {
    std::scoped_lock hold(mutex, recursive, timed);
    changed.notify_all(), any.notify_all();
  }
  {
    std::unique_lock hold(mutex);
    changed.wait_for(hold, 1ms, [] { return true; });
  }
  {
    std::shared_lock hold(shared);
    any.wait_for(hold, 1ms, [] { return true; });
  }
  if (timed.try_lock_for(1ms)) timed.unlock();
  semaphore.acquire(), semaphore.release();
  if (semaphore.try_acquire_for(1ms)) semaphore.release();
  if (binary.try_acquire()) binary.release();
  latch.arrive_and_wait();
  barrier.arrive_and_wait();
  std::call_once(once, [] {});
  std::promise<int> promise;
  promise.set_value(1);
  assert(promise.get_future().get() == 1);
  assert(std::async(std::launch::async, [] { return 2; }).get() == 2);
  std::packaged_task<int()> task([] { return 3; });
  task();
  static std::vector<int> built_once(3);
  thread_local int own = 0;
  std::thread([] { ++own; }).join();
#ifdef __cpp_lib_jthread
  std::jthread([](std::stop_token) {}).request_stop();
#endif
}

// ---- <sanitizer/tsan_interface.h> ----

void announcements() {
  static int object;
  __tsan_mutex_create(&object, 0);
  __tsan_mutex_pre_lock(&object, 0);
  __tsan_mutex_post_lock(&object, 0, 0);
  __tsan_mutex_pre_signal(&object, 0);
  __tsan_mutex_post_signal(&object, 0);
  __tsan_mutex_pre_divert(&object, 0);
  __tsan_mutex_post_divert(&object, 0);
  __tsan_mutex_pre_unlock(&object, 0);
  __tsan_mutex_post_unlock(&object, 0);
  __tsan_mutex_destroy(&object, 0);
  __tsan_release(&object);
  __tsan_acquire(&object);
  void* tag = __tsan_external_register_tag("Object");
  __tsan_external_register_header(tag, "an object");
  __tsan_external_assign_tag(&object, tag);
  __tsan_external_read(&object, nullptr, tag);
  __tsan_external_write(&object, nullptr, tag);
  void* fiber = __tsan_create_fiber(0);
  __tsan_set_fiber_name(fiber, "fiber");
  __tsan_switch_to_fiber(__tsan_get_current_fiber(), 0);
  __tsan_destroy_fiber(fiber);
}

}  // namespace

int main() {
  plain_volatile_and_unaligned<char>();
  plain_volatile_and_unaligned<short>();
  plain_volatile_and_unaligned<int>();
  plain_volatile_and_unaligned<long>();
  plain_volatile_and_unaligned<__int128>();
  whole_objects(sizeof(Large));
  each_operation<unsigned char>();
  each_operation<unsigned short>();
  each_operation<unsigned>();
  each_operation<unsigned long>();
  fences_and_other_types();
  waiting();
  announcements();
}
