// The real program in a pseudo-terminal: keys go in, and the screen is read back.
//
// Purpose:        what a person would see, as libvterm understands the bytes that were sent.
// Guarantees:     the deadline of `shows` and its relatives only bounds a failure; nothing sleeps
//                 to order events. The program is ended with the object.
#pragma once

#include <sys/types.h>
#include <termios.h>
#include <vterm.h>

#include <string>
#include <string_view>
#include <vector>

#include "support.hpp"

namespace threadlings::runner::testing {

namespace keys {
inline constexpr std::string_view kUp = "\033[A";
inline constexpr std::string_view kDown = "\033[B";
inline constexpr std::string_view kRight = "\033[C";
inline constexpr std::string_view kLeft = "\033[D";
inline constexpr std::string_view kEnd = "\033[F";
inline constexpr std::string_view kEnter = "\r";
inline constexpr std::string_view kEscape = "\033";
inline constexpr std::string_view kControlC = "\003";
inline constexpr std::string_view kControlZ = "\032";
}  // namespace keys

struct Screen {
  int columns = 80;
  int rows = 24;
  std::vector<std::string> environment = {};  // "NAME=value"; "NAME" alone: not set
};

// False for a process that has ended, though nobody may have asked for its status yet.
bool alive(pid_t process);

class Seat {
 public:
  Seat(const Project& project, const std::vector<std::string>& arguments,
       const Screen& screen = {});
  Seat(const Seat&) = delete;
  Seat& operator=(const Seat&) = delete;
  ~Seat();

  void type(std::string_view bytes) const;
  void resize(int columns, int rows);
  void send(int signal) const;  // to the program only
  void hang_up();               // closes the terminal

  // Wait until the screen holds this text, or does not.
  bool shows(const std::string& text);
  bool lacks(const std::string& text);
  // Waits until the screen is exactly this.
  bool is(const std::string& screen);
  // Waits until the program has been stopped (Ctrl-Z).
  bool stopped();
  // Waits until the terminal is as it was before the program: modes, page and cursor.
  bool restored();
  // The status that the program ended with, as waitpid(2) gives it.
  int ended();

  // Without spaces at the ends of lines, without empty lines below, and without the seconds that a
  // check has taken so far.
  std::string screen() const;
  std::string rested();   // the same, when nothing has come for a while
  bool coloured() const;  // any character on it is in a colour
  const std::string& bytes() const { return bytes_; }  // all that came
  pid_t program() const { return program_; }

 private:
  template <typename Condition>
  bool wait(const Condition& condition);
  bool read_some();
  static int on_property(VTermProp property, VTermValue* value, void* seat);

  int columns_;
  int rows_;
  int master_ = -1;
  int slave_ = -1;  // kept open: its modes are looked at, and nothing is lost when the program ends
  int report_ = -1;  // from the leader: pid of the program, then its status
  pid_t leader_ = -1;
  pid_t program_ = -1;
  termios before_{};
  VTerm* terminal_ = nullptr;
  VTermScreen* screen_ = nullptr;
  bool other_page_ = false;
  bool cursor_ = true;
  std::string bytes_;
};

}  // namespace threadlings::runner::testing
