// The learner's own editor.
//
// Purpose:        opens a file at a line in what $VISUAL, VS Code's terminal or $EDITOR says.
// Thread safety:  plain functions; while an editor has the terminal, nobody else may write to it.
// Errors:         throw RunnerError, whose line says how to name an editor.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "context.hpp"

namespace threadlings::runner {

struct Editor {
  std::string command;         // as the shell reads it: "vim", "code --wait", "emacs -nw"
  bool takes_terminal = true;  // false: it opens a window of its own and we go on beside it
};

// $VISUAL; else VS Code or a relative in its own terminal; else $EDITOR. Throws if there is none or
// if it is not installed.
Editor chosen_editor();

// What the editor gets after its own words to show `file` at `line`: {"+7", "visits.cpp"}.
std::vector<std::string> editor_arguments(const Editor& editor, const std::filesystem::path& file,
                                          int line);

// Returns when an editor that takes the terminal has ended, at once for any other. Who has put the
// terminal into a mode of its own must leave it first if `chosen_editor().takes_terminal`.
void open_in_editor(const Context& context, const std::filesystem::path& file, int line);

}  // namespace threadlings::runner
