// Sleeping takes no time in these tests; and stopping another process can take long.
#pragma once

namespace no_luck {

// As long as it lives, a process has all the time that it needs to get away before SIGSTOP arrives.
class SlowStop {
 public:
  SlowStop();
  ~SlowStop();
  SlowStop(const SlowStop&) = delete;
  SlowStop& operator=(const SlowStop&) = delete;
};

}  // namespace no_luck
