// What the learner reads after a round.
//
// Purpose:        verdict first, then where, then why, then what to do next. Plain text; colour is
//                 the terminal's business.
// Thread safety:  pure functions.
#pragma once

#include <string>
#include <vector>

#include "choice.hpp"
#include "round.hpp"

namespace threadlings::runner {

std::string show_welcome(const Context& context);

// The lesson's name, and how many lessons are done.
std::string show_heading(const Context& context, const Lesson& lesson,
                         const std::vector<Lesson>& lessons, const Progress& progress);

// The most telling verdict in full, and a line for each check.
std::string show_verdicts(const Context& context, const Round& round);

// One verdict in full.
std::string show_verdict(const Context& context, const Verdict& verdict);

// Which file to edit, how to get a hint, what to read, how to see the verdict again.
std::string show_what_next(const Context& context, const Round& round);

// After a pass: the chapter, the solution, one experiment, the next lesson.
std::string show_after_pass(const Context& context, const Round& round,
                            const std::vector<Lesson>& lessons, const Progress& progress);

std::string show_all_done(const Context& context, const std::vector<Lesson>& lessons);

// What to try after a pass. `try_it` and `check_it` say how: "start ./threadlings try 01".
std::string experiment_for(const Lesson& lesson, const std::string& try_it,
                           const std::string& check_it);

// "lessons/01_first_race/visits.cpp", for each file that the learner edits.
std::vector<std::string> files_to_edit(const Lesson& lesson);

}  // namespace threadlings::runner
