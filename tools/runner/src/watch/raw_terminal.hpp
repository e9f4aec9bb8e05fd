// The terminal while a screen is painted on it: every key at once, no echo, a page of its own.
//
// Purpose:        whoever holds this object owns the terminal; when the object goes, or the process
//                 dies in any way, the terminal is as it was.
// Thread safety:  one object, in one thread, made before other threads start.
// Errors:         throws RunnerError if standard input is no terminal that can be changed.
#pragma once

#include <termios.h>

#include <memory>
#include <string>
#include <string_view>

#include "watch/guard.hpp"

namespace threadlings::runner {

struct ScreenSize {
  int columns = 80;
  int rows = 24;
  bool operator==(const ScreenSize&) const = default;
};

// Of standard output; 80 x 24 where the terminal does not know.
ScreenSize screen_size();

class RawTerminal {
 public:
  // `paints`: the terminal understands escape sequences (TERM is not "dumb").
  explicit RawTerminal(bool paints);
  RawTerminal(const RawTerminal&) = delete;
  RawTerminal& operator=(const RawTerminal&) = delete;
  ~RawTerminal();

  void enter();
  void leave();  // as it was before; `enter` goes on

  // All of it, unless a signal asks this process to end meanwhile: then the terminal may be stuck.
  void write(std::string_view bytes) const;

 private:
  bool paints_;
  bool inside_ = false;
  termios before_{};
  std::unique_ptr<Guard> guard_;
};

// SIGWINCH, SIGTSTP and SIGCONT as a descriptor that becomes readable. Call `catch` before other
// threads start.
class TerminalSignals {
 public:
  TerminalSignals();
  TerminalSignals(const TerminalSignals&) = delete;
  TerminalSignals& operator=(const TerminalSignals&) = delete;
  ~TerminalSignals();

  int descriptor() const;

  struct Seen {
    bool resized = false;
    bool stop = false;       // Ctrl-Z
    bool continued = false;  // after a stop, perhaps one that could not be caught
  };
  Seen take() const;

  // Whether Ctrl-Z is reported, or stops this process as it does any other (while an editor has the
  // terminal, both must stop).
  static void catch_stops(bool yes);

  // Stops this process, as Ctrl-Z would have done; returns when it goes on.
  static void stop_here();
};

}  // namespace threadlings::runner
