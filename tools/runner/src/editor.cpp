#include "editor.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <sstream>
#include <string_view>

#include "errors.hpp"
#include "files.hpp"

namespace threadlings::runner {
namespace {

namespace fs = std::filesystem;

enum class LineStyle { none, plus, colon, go_to, dash_l };

// How an editor is told a line, and whether it lives in the terminal. Others get the file only.
struct Known {
  std::string_view name;
  LineStyle line;
  bool takes_terminal;
};

constexpr std::array<Known, 25> kKnown{{
    {"vi", LineStyle::plus, true},       {"vim", LineStyle::plus, true},
    {"nvim", LineStyle::plus, true},     {"view", LineStyle::plus, true},
    {"nano", LineStyle::plus, true},     {"pico", LineStyle::plus, true},
    {"emacs", LineStyle::plus, true},    {"emacsclient", LineStyle::plus, true},
    {"mg", LineStyle::plus, true},       {"micro", LineStyle::plus, true},
    {"kak", LineStyle::plus, true},      {"joe", LineStyle::plus, true},
    {"ne", LineStyle::plus, true},       {"mcedit", LineStyle::plus, true},
    {"hx", LineStyle::colon, true},      {"helix", LineStyle::colon, true},
    {"gvim", LineStyle::plus, false},    {"gedit", LineStyle::plus, false},
    {"kate", LineStyle::dash_l, false},  {"subl", LineStyle::colon, false},
    {"zed", LineStyle::colon, false},    {"code", LineStyle::go_to, false},
    {"codium", LineStyle::go_to, false}, {"code-insiders", LineStyle::go_to, false},
    {"cursor", LineStyle::go_to, false},
}};

constexpr auto kHowToName =
    "name yours, for example: EDITOR=nano ./threadlings open (or export EDITOR=nano, once)";

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::string first_word(const std::string& command) {
  std::istringstream stream(command);
  std::string word;
  stream >> word;
  return word;
}

const Known* known(const std::string& command) {
  const auto name = fs::path(first_word(command)).filename().string();
  const auto found = std::find_if(kKnown.begin(), kKnown.end(),
                                  [&](const Known& one) { return one.name == name; });
  return found == kKnown.end() ? nullptr : &*found;
}

bool installed(const std::string& program) {
  if (program.find('/') != std::string::npos) return ::access(program.c_str(), X_OK) == 0;
  std::istringstream folders(variable("PATH"));
  for (std::string folder; std::getline(folders, folder, ':');) {
    const auto file = fs::path(folder.empty() ? "." : folder) / program;
    std::error_code ignored;
    if (fs::is_regular_file(file, ignored) && ::access(file.c_str(), X_OK) == 0) return true;
  }
  return false;
}

std::string visual_studio_code() {
  if (variable("TERM_PROGRAM") != "vscode") return {};
  for (const auto* name : {"code", "code-insiders", "codium", "cursor"}) {
    if (installed(name)) return name;
  }
  return {};
}

// Who reads "$" or quotes in $EDITOR is the shell, so only plain first words can be looked up.
bool plain(const std::string& word) {
  return word.find_first_of("$`'\"\\(~") == std::string::npos;
}

Editor editor_called(const std::string& command, const std::string& variable_name) {
  const auto program = first_word(command);
  if (plain(program) && !installed(program)) {
    throw RunnerError("$" + variable_name + " is \"" + command + "\", but " + program +
                      " is not installed; " + kHowToName);
  }
  const auto* found = known(command);
  return {command, found == nullptr || found->takes_terminal};
}

void wait_for(pid_t pid, const Editor& editor) {
  int status = 0;
  while (::waitpid(pid, &status, 0) == -1 && errno == EINTR) {
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 127) {
    throw RunnerError("the editor \"" + editor.command + "\" could not be started; " + kHowToName);
  }
}

// In the child: the editor gets the signals that we keep from ourselves.
[[noreturn]] void become_editor(char* const* argv, bool quiet) {
  for (const int signal : {SIGINT, SIGQUIT, SIGTERM, SIGHUP}) ::signal(signal, SIG_DFL);
  if (quiet) {
    ::setsid();
    const int nothing = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::dup2(nothing, stream);
  }
  ::execv("/bin/sh", argv);
  ::_exit(127);
}

// Ctrl-C at the terminal is for the editor as long as it is there.
class DeafToInterrupts {
 public:
  DeafToInterrupts() {
    struct sigaction ignore {};
    ignore.sa_handler = SIG_IGN;
    ::sigaction(SIGINT, &ignore, &interrupt_);
    ::sigaction(SIGQUIT, &ignore, &quit_);
  }
  DeafToInterrupts(const DeafToInterrupts&) = delete;
  DeafToInterrupts& operator=(const DeafToInterrupts&) = delete;
  ~DeafToInterrupts() {
    ::sigaction(SIGINT, &interrupt_, nullptr);
    ::sigaction(SIGQUIT, &quit_, nullptr);
  }

 private:
  struct sigaction interrupt_ {};
  struct sigaction quit_ {};
};

}  // namespace

Editor chosen_editor() {
  if (const auto visual = variable("VISUAL"); !visual.empty()) {
    return editor_called(visual, "VISUAL");
  }
  if (const auto code = visual_studio_code(); !code.empty()) return {code, false};
  if (const auto editor = variable("EDITOR"); !editor.empty()) {
    return editor_called(editor, "EDITOR");
  }
  throw RunnerError(std::string("there is no $VISUAL and no $EDITOR; ") + kHowToName);
}

std::vector<std::string> editor_arguments(const Editor& editor, const fs::path& file, int line) {
  const auto* found = known(editor.command);
  const auto style = found == nullptr || line < 1 ? LineStyle::none : found->line;
  const auto number = std::to_string(line);
  switch (style) {
    case LineStyle::plus:
      return {"+" + number, file.string()};
    case LineStyle::colon:
      return {file.string() + ":" + number};
    case LineStyle::go_to:
      return {"-g", file.string() + ":" + number};
    case LineStyle::dash_l:
      return {"-l", number, file.string()};
    case LineStyle::none:
      break;
  }
  return {file.string()};
}

void open_in_editor(const Context& context, const fs::path& file, int line) {
  const auto editor = chosen_editor();
  if (editor.takes_terminal && (::isatty(STDIN_FILENO) == 0 || ::isatty(STDOUT_FILENO) == 0)) {
    throw RunnerError("here is no terminal for the editor \"" + editor.command +
                      "\"; the file is " + shown_path(file, context.root));
  }
  // An editor with a window of its own is left to itself: the shell ends, the window stays.
  const auto script = editor.command + " \"$@\"" + (editor.takes_terminal ? "" : " &");
  std::vector<std::string> words{"/bin/sh", "-c", script, "editor"};
  const auto arguments = editor_arguments(editor, file, line);
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);

  const DeafToInterrupts deaf;
  const pid_t pid = ::fork();
  if (pid == 0) become_editor(argv.data(), !editor.takes_terminal);
  if (pid == -1) {
    throw RunnerError(std::string("the editor could not be started: ") + std::strerror(errno));
  }
  wait_for(pid, editor);
}

}  // namespace threadlings::runner
