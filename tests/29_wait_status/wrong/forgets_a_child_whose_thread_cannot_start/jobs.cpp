// caught by: faults (leak)
#include "jobs.hpp"

#include <sys/wait.h>

#include <cerrno>
#include <condition_variable>
#include <cstdio>
#include <deque>
#include <mutex>
#include <queue>
#include <system_error>
#include <thread>
#include <utility>

namespace {

// Starts a job in a child process, as in lesson 28.
pid_t start(const Work& work) {
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (child > 0) return child;

  int code = 1;
  try {
    code = work();
  } catch (...) {
  }
  std::fflush(nullptr);
  _exit(code);
}

int collect(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "waitpid");
  }
  return status;
}

Ending decode(int status) {
  if (WIFSIGNALED(status)) return {Ending::killed, WTERMSIG(status)};
  return {Ending::finished, WEXITSTATUS(status)};
}

struct News {
  std::mutex mutex;  // guards all below
  std::condition_variable more;
  std::queue<std::pair<std::size_t, int>> ended;
};

}  // namespace

void run_jobs(const std::vector<Work>& jobs, const Report& report) {
  News news;
  std::deque<std::jthread> waiters;  // one for each child
  for (std::size_t job = 0; job != jobs.size(); ++job) {
    const pid_t child = start(jobs[job]);
    waiters.emplace_back([&news, child, job] {
      const int status = collect(child);
      const std::lock_guard lock{news.mutex};
      news.ended.emplace(job, status);
      news.more.notify_one();
    });
  }
  for (std::size_t left = jobs.size(); left != 0; --left) {
    std::unique_lock lock{news.mutex};
    news.more.wait(lock, [&] { return !news.ended.empty(); });
    const auto [job, status] = news.ended.front();
    news.ended.pop();
    lock.unlock();
    report(job, decode(status));
  }
}
