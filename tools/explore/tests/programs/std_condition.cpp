// explore: pass, complete
// explore -DNOT_NOTIFIED: deadlock
// explore -DNO_PREDICATE: check
// explore -DUNLOCKED_CHANGE: race
// A blocking queue with std::condition_variable, and one with condition_variable_any.
#include <cassert>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

template <class T>
class Queue {
 public:
  void push(T value) {
#ifdef UNLOCKED_CHANGE
    values_.push_back(std::move(value));
#else
    {
      std::lock_guard hold(m_);
      values_.push_back(std::move(value));
    }
#endif
#ifndef NOT_NOTIFIED
    changed_.notify_one();
#endif
  }
  T pop() {
    std::unique_lock hold(m_);
#ifdef NO_PREDICATE
    changed_.wait(hold);
#else
    changed_.wait(hold, [this] { return !values_.empty(); });
#endif
    T value = std::move(values_.front());
    values_.pop_front();
    return value;
  }

 private:
  std::mutex m_;
  std::condition_variable changed_;
  std::deque<T> values_;
};

int main() {
#if defined(NO_PREDICATE)
  Queue<int> queue;
  std::thread producer([&] { queue.push(1); });
  queue.pop();
  producer.join();
#else
  Queue<int> queue;
  int first = 0, second = 0;
  std::thread consumer([&] { first = queue.pop(), second = queue.pop(); });
  queue.push(1);
  queue.push(2);
  consumer.join();
  assert(first == 1 && second == 2);

  std::mutex m;
  std::condition_variable_any changed;
  bool ready = false;
  std::jthread waiter([&](std::stop_token stop) {
    std::unique_lock hold(m);
    changed.wait(hold, stop, [&] { return ready; });
  });
  if (std::unique_lock hold(m); true) ready = true;
  changed.notify_all();
#endif
}
