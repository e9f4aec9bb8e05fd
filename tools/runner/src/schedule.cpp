#include "schedule.hpp"

#include <algorithm>
#include <exception>
#include <mutex>
#include <thread>

namespace threadlings::runner {
namespace {

// The tasks that are still to do. `mutex_` guards `next_` and `first_error_`; tasks run outside it.
class Queue {
 public:
  explicit Queue(std::vector<const Task*> tasks) : tasks_(std::move(tasks)) {}

  void work(unsigned width) {
    std::vector<std::jthread> helpers;
    const auto useful = std::min<std::size_t>(width, tasks_.size());
    for (std::size_t i = 1; i < useful; ++i) helpers.emplace_back([this] { work_alone(); });
    work_alone();
    helpers.clear();  // joins
    if (first_error_) std::rethrow_exception(first_error_);
  }

 private:
  void work_alone() {
    while (const Task* task = take()) {
      try {
        task->run();
      } catch (...) {
        give_up(std::current_exception());
      }
    }
  }

  const Task* take() {
    const std::lock_guard lock(mutex_);
    return next_ < tasks_.size() ? tasks_[next_++] : nullptr;
  }

  void give_up(std::exception_ptr error) {
    const std::lock_guard lock(mutex_);
    next_ = tasks_.size();
    if (!first_error_) first_error_ = std::move(error);
  }

  const std::vector<const Task*> tasks_;
  std::mutex mutex_;
  std::size_t next_ = 0;
  std::exception_ptr first_error_;
};

std::vector<const Task*> select(const std::vector<Task>& tasks, bool alone) {
  std::vector<const Task*> selected;
  for (const Task& task : tasks) {
    if (task.alone == alone) selected.push_back(&task);
  }
  return selected;
}

}  // namespace

void run_tasks(const std::vector<Task>& tasks, unsigned width) {
  Queue(select(tasks, false)).work(width);
  Queue(select(tasks, true)).work(1);
}

}  // namespace threadlings::runner
