// Puts the terminal back in order when this process dies without doing so itself.
//
// Purpose:        a small process that waits for the end of this one, however it ends (SIGKILL, a
//                 crash), and then does what `RawTerminal` could not do any more.
// Thread safety:  one object, made before other threads start.
// Errors:         if no process can be started, there is no guard, and everything else works.
#pragma once

#include <sys/types.h>
#include <termios.h>

#include <string>

namespace threadlings::runner {

class Guard {
 public:
  // `before`: how the terminal (on standard input) was; `farewell`: what ends the painting.
  Guard(const termios& before, std::string farewell);
  Guard(const Guard&) = delete;
  Guard& operator=(const Guard&) = delete;
  ~Guard();

  // Whether there is anything to put in order just now.
  void watch(bool on) const;

 private:
  int wire_ = -1;  // the guard sees its end
  pid_t process_ = -1;
};

}  // namespace threadlings::runner
