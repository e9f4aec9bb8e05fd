#include "watch/loop.hpp"

#include <fmt/core.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <utility>

#include "editor.hpp"
#include "interrupt.hpp"
#include "screen/frame.hpp"
#include "screen/text.hpp"
#include "watch/file_watcher.hpp"
#include "watch/raw_terminal.hpp"
#include "watch/session.hpp"
#include "watch/worker.hpp"

namespace threadlings::runner {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kEscape{50};  // after which an escape byte was the key Esc
constexpr milliseconds kSecond{1000};

bool terminal_paints() {
  const char* term = std::getenv("TERM");
  return term != nullptr && *term != '\0' && std::string_view(term) != "dumb";
}

// The earliest of several times, any of which may not be.
class Earliest {
 public:
  void also(const std::optional<Clock::time_point>& time) {
    if (time && (!earliest_ || *time < *earliest_)) earliest_ = time;
  }
  // For poll(2): never too early, for then the time would not have come.
  int milliseconds_from(Clock::time_point now) const {
    if (!earliest_) return -1;
    const auto left = std::chrono::ceil<milliseconds>(*earliest_ - now).count();
    return static_cast<int>(std::clamp<milliseconds::rep>(left, 0, 60'000));
  }

 private:
  std::optional<Clock::time_point> earliest_;
};

class Loop {
 public:
  Loop(const Context& context, const std::string& lesson)
      : context_(context),
        session_(context, lesson),
        paints_(terminal_paints()),
        terminal_(paints_),
        watcher_(context.root),
        worker_(context) {}

  // Returns what is to be said at the end.
  std::string run() {
    while (!session_.over()) {
      carry_out();
      show();
      wait();
    }
    worker_.stop();
    return session_.last_words();
  }

 private:
  enum { kKeys, kInterrupt, kSignals, kFiles, kWorker, kCount };

  // What the session wants done.
  void carry_out() {
    if (session_.lesson().key != followed_) {
      followed_ = session_.lesson().key;
      watcher_.follow(session_.lesson().folder());
    }
    if (auto job = session_.take_job()) worker_.start(std::move(*job));
    if (const auto file = session_.take_file_to_open()) open(*file);
  }

  void wait() {
    std::array<pollfd, kCount> waits{};
    waits[kKeys] = {STDIN_FILENO, POLLIN, 0};
    waits[kInterrupt] = {interrupt_descriptor(), POLLIN, 0};
    waits[kSignals] = {signals_.descriptor(), POLLIN, 0};
    waits[kFiles] = {watcher_.descriptor(), POLLIN, 0};
    waits[kWorker] = {worker_.descriptor(), POLLIN, 0};
    ::poll(waits.data(), waits.size(), patience().milliseconds_from(Clock::now()));
    throw_if_interrupted();
    if (waits[kSignals].revents != 0) heed_signals();
    if (waits[kKeys].revents != 0) {
      read_keys();
    } else if (keys_.unfinished() && Clock::now() >= escape_at_) {
      press(keys_.finish());
    }
    if (waits[kWorker].revents != 0) {
      for (const auto& report : worker_.take()) session_.hear(report);
    }
    if (watcher_.changed(Clock::now())) session_.saved();
  }

  Earliest patience() const {
    Earliest earliest;
    earliest.also(watcher_.look_at());
    if (keys_.unfinished()) earliest.also(escape_at_);
    if (session_.busy()) earliest.also(Clock::now() + kSecond);  // the seconds are counted
    return earliest;
  }

  void read_keys() {
    std::array<char, 4096> bytes;
    const ssize_t count = ::read(STDIN_FILENO, bytes.data(), bytes.size());
    if (count == -1 && (errno == EINTR || errno == EAGAIN)) return;
    if (count <= 0) throw Interrupted{SIGHUP};  // the terminal is gone
    press(keys_.read({bytes.data(), static_cast<std::size_t>(count)}));
    escape_at_ = Clock::now() + kEscape;
  }

  void press(const std::vector<Key>& keys) {
    for (const auto& key : keys) {
      if (key.kind == Key::Kind::redraw) frame_.forget();
      if (!session_.over()) session_.press(key);
    }
  }

  void heed_signals() {
    const auto seen = signals_.take();
    if (seen.stop) {
      terminal_.leave();
      TerminalSignals::stop_here();
    }
    if (seen.stop || seen.continued) {
      terminal_.leave();  // a shell may have changed it meanwhile
      terminal_.enter();
    }
    frame_.forget();
  }

  void open(const std::filesystem::path& file) {
    try {
      const bool takes_terminal = chosen_editor().takes_terminal;
      if (takes_terminal) terminal_.leave();
      TerminalSignals::catch_stops(false);
      open_in_editor(context_, file, 1);
    } catch (const Interrupted&) {
      throw;
    } catch (const std::exception& error) {
      session_.say(error.what());
    }
    TerminalSignals::catch_stops(true);
    terminal_.enter();
    frame_.forget();
  }

  void show() {
    const auto size = screen_size();
    const Terminal page(true, context_.terminal.colour(), size.columns,
                        context_.terminal.unicode());
    const auto picture = session_.picture(page, size.columns, size.rows);
    if (!paints_) return print(page, picture, size);
    terminal_.write(
        frame_.paint(page, arranged(page, picture, size.columns, size.rows), size.columns));
  }

  // A terminal that only prints: the whole picture once more, when something has come to its end.
  void print(const Terminal& page, const Picture& picture, const ScreenSize& size) {
    if (session_.busy()) return;
    std::string text = "\n";
    for (const auto& line : arranged(page, picture, size.columns, size.rows)) {
      text += (page.unicode() ? line : in_ascii(line)) + "\n";
    }
    if (text != std::exchange(printed_, text)) terminal_.write(text);
  }

  const Context& context_;
  Session session_;
  const bool paints_;
  TerminalSignals signals_;
  RawTerminal terminal_;
  FileWatcher watcher_;
  Worker worker_;
  Frame frame_;
  KeyReader keys_;
  Clock::time_point escape_at_{};
  std::string followed_;
  std::string printed_;
};

}  // namespace

void watch(const Context& context, const std::string& lesson) {
  std::string last_words;
  {
    Loop loop(context, lesson);
    last_words = loop.run();
  }
  fmt::print("{}\n", context.terminal.unicode() ? last_words : in_ascii(last_words));
}

bool can_watch() {
  return ::isatty(STDIN_FILENO) == 1 && ::isatty(STDOUT_FILENO) == 1;
}

}  // namespace threadlings::runner
