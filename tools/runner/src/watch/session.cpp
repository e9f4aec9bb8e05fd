#include "watch/session.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "choice.hpp"
#include "errors.hpp"
#include "files.hpp"
#include "hints.hpp"
#include "lesson_rows.hpp"
#include "put_back.hpp"
#include "renamed.hpp"
#include "screen/verdict_lines.hpp"
#include "show.hpp"

namespace threadlings::runner {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLongestTrace = std::size_t{32} << 20;

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

// The first lesson to do behind `current`, else before it.
std::optional<Lesson> next_after(const std::vector<Lesson>& lessons, const Progress& progress,
                                 const Lesson& current) {
  std::optional<Lesson> earlier;
  for (const auto& lesson : lessons) {
    if (lesson.key == current.key || progress.of(lesson.key).done()) continue;
    if (lesson.key > current.key) return lesson;
    if (!earlier) earlier = lesson;
  }
  return earlier;
}

// What is wrong with the learner's disk is told, and everything else goes on.
template <typename Action>
std::string trouble_of(const Action& action) {
  try {
    action();
    return {};
  } catch (const std::exception& error) {
    return error.what();
  }
}

}  // namespace

Session::Session(const Context& context, const std::string& name)
    : context_(context),
      progress_(context.root),
      main_("verdict", {}, {}, [this](const Terminal& terminal, int width) {
        return verdict_content(terminal, width);
      }) {
  read_progress();
  lessons_ = all_lessons(context_);
  first_use_ = !progress_.begun();
  enter(named_or_next(context_, progress_, name));
}

void Session::read_progress() {
  for (const auto& line : begin_progress(context_.root, progress_)) message_ = line;
}

// Begins a lesson: nothing of the one before stays.
void Session::enter(const Lesson& lesson) {
  lesson_ = lesson;
  heading_ = heading_of(lesson);
  edited_files_ = joined(files_to_edit(lesson));
  verdicts_.clear();
  round_.reset();
  trial_.reset();
  trouble_.clear();
  trace_.clear();
  skip_asked_ = trial_wanted_ = false;
  page_.reset();
  main_.to_top();
  const auto progress = progress_.of(lesson.key);
  const bool fresh = !progress.ever_passed() && progress.hints == 0 &&
                     progress.prediction.empty() && lesson.untouched(lesson.folder());
  check();
  if (fresh) show_instructions();
  veiled_ = fresh;
}

void Session::ask_for(Worker::Job job) {
  wanted_ = job;
  job_ = std::move(job);
  began_ = Clock::now();
}

void Session::check(const std::string& only) {
  coming_in_.clear();
  checks_.clear();
  for (const auto& check : lesson_.checks()) {
    if (only.empty() || only == check) checks_.push_back({check});
  }
  ask_for({Worker::Job::Kind::round, lesson_, {only}});
}

// Not instead of a round that runs, but after it.
void Session::try_out() {
  trial_.reset();
  trial_wanted_ = checking();
  if (!trial_wanted_) ask_for({Worker::Job::Kind::try_out, lesson_});
}

bool Session::checking() const {
  return job_ && job_->kind == Worker::Job::Kind::round;
}

std::optional<Worker::Job> Session::take_job() {
  return std::exchange(wanted_, std::nullopt);
}

std::optional<fs::path> Session::take_file_to_open() {
  return std::exchange(file_to_open_, std::nullopt);
}

// The learner wants to see what comes of it: what was open to read goes away.
void Session::saved() {
  message_.clear();
  skip_asked_ = veiled_ = false;
  if (page_ && !page_->takes_all()) leave_page();
  main_.to_top();
  check();
}

void Session::hear(const Worker::Report& report) {
  using Kind = Worker::Report::Kind;
  const auto check = std::find_if(checks_.begin(), checks_.end(), [&](const CheckState& state) {
    return state.name == (report.verdict ? report.verdict->check : report.check);
  });
  switch (report.kind) {
    case Kind::check_began:
      if (check != checks_.end()) check->state = CheckState::State::running;
      return;
    case Kind::check_ended:
      coming_in_.push_back(*report.verdict);
      if (is_failure(report.verdict->outcome) && !report.verdict->trace.empty()) {
        trace_ = report.verdict->trace;
      }
      if (check == checks_.end()) return;
      check->state = CheckState::State::ended;
      check->verdict = name_of(report.verdict->outcome);
      check->tone = tone_of(report.verdict->outcome);
      check->seconds = report.verdict->build_seconds + report.verdict->run_seconds;
      return;
    case Kind::round_ended:
      finish(*report.round);
      break;
    case Kind::tried:
      trial_ = report.verdict;
      job_.reset();
      return;
    case Kind::failed:
      trouble_ = report.trouble;
      job_.reset();
      break;
  }
  if (trial_wanted_) try_out();
}

void Session::finish(const Round& round) {
  job_.reset();
  trouble_.clear();
  verdicts_ = round.verdicts;
  coming_in_.clear();
  round_ = round;
  for (auto& state : checks_) {
    const auto& left = round.not_run;
    if (std::find(left.begin(), left.end(), state.name) != left.end()) {
      state.state = CheckState::State::not_run;
    }
  }
  trace_.clear();
  for (const auto& verdict : verdicts_) {
    if (trace_.empty() && is_failure(verdict.outcome)) trace_ = verdict.trace;
  }
  for (const auto& notice : record(round, progress_)) message_ = notice;
}

bool Session::passed() const {
  return round_ && round_->whole && round_->passed() && !checking();
}

bool Session::has_check(const std::string& check) const {
  const auto checks = lesson_.checks();
  return std::find(checks.begin(), checks.end(), check) != checks.end();
}

void Session::press(const Key& key) {
  if (key.pasted && !(page_ && page_->takes_pasted())) return;
  message_.clear();
  if (key.kind == Key::Kind::redraw) return;
  if (!page_) {
    if (main_.press(key) != Page::Answer::taken && key.kind == Key::Kind::character) {
      command(key.character);
    }
    return;
  }
  // A page may open another one, or a lesson: it is held here as long as its key works.
  const auto page = std::exchange(page_, nullptr);
  const auto answer = page->press(key);
  if (page_) return;
  if (answer == Page::Answer::close) return leave_page();
  page_ = page;
  if (answer == Page::Answer::not_mine && !page->takes_all() && key.kind == Key::Kind::character) {
    command(key.character);
  }
}

void Session::open_page(std::shared_ptr<Page> page) {
  page_ = std::move(page);
}

void Session::leave_page() {
  page_.reset();
  veiled_ = false;
}

void Session::command(char32_t key) {
  if (key != 'n') skip_asked_ = false;
  switch (key) {
    case 'n':
      return go_on();
    case 'p':
      return progress_.of(lesson_.key).prediction.empty() ? ask_prediction() : show_prediction();
    case 'h':
      return show_hints();
    case 'i':
      return show_instructions();
    case 't':
      return show_trial();
    case 'l':
      return show_list();
    case 'e':
      return show_player();
    case 'r':
      leave_page();
      return check();
    case 'b':
      if (!has_check("bench")) return say("This lesson has no speed to reach.");
      leave_page();
      return check("bench");
    case 's':
      return show_solution();
    case 'x':
      return ask_reset(lesson_);
    case 'o':
      return open_file();
    case '?':
      return show_help();
    case 'q':
      over_ = true;
      return;
    default:
      return;
  }
}

void Session::go_on() {
  read_progress();
  if (!lesson_done() && !std::exchange(skip_asked_, true)) {
    return say("This lesson is not done yet. Press n once more to leave it for later.");
  }
  if (const auto trouble = trouble_of([&] { lessons_ = all_lessons(context_); });
      !trouble.empty()) {
    return say(trouble);
  }
  first_use_ = false;
  if (const auto next = next_after(lessons_, progress_, lesson_)) return enter(*next);
  say(lesson_done()
          ? fmt::format("All {} lessons are done. Well done! l lists them.", lessons_.size())
          : "This is the last one that is not done.");
}

void Session::ask_reset(const Lesson& lesson) {
  open_page(std::make_shared<ConfirmPage>(
      "Put the files of **" + heading_of(lesson) +
          "** back as they were?\n\nYours are kept in `.threadlings/backups`.",
      [this, lesson] { reset(lesson); }));
}

void Session::reset(const Lesson& lesson) {
  PutBack done;
  auto trouble = trouble_of([&] { done = put_back(lesson); });
  if (!trouble.empty()) return say(trouble);
  trouble = trouble_of([&] { progress_.record_reset(lesson.key); });
  if (!trouble.empty()) return say("Your progress could not be saved: " + trouble);
  say(done.backup.empty() ? "Put back."
                          : "Put back. Yours: " + shown_path(done.backup, lesson.root));
}

void Session::show_list() {
  read_progress();
  const auto trouble = trouble_of([&] { lessons_ = all_lessons(context_); });
  if (!trouble.empty()) return say(trouble);
  const auto named = [this](const std::string& key) { return Lesson{context_.root, key}; };
  open_page(std::make_shared<ListPage>(
      LessonList(rows_of(lessons_, progress_), lesson_.key),
      [this, named](const std::string& key) { enter(named(key)); },
      [this, named](const std::string& key) { ask_reset(named(key)); }));
}

void Session::show_player() {
  if (trace_.empty()) {
    return say(has_check("explore") || has_check("faults")
                   ? "There is no failing interleaving to step through."
                   : "This lesson is not checked by exploring.");
  }
  std::string text;
  const auto trouble =
      trouble_of([&] { text = read_beginning(context_.root / trace_, kLongestTrace); });
  if (!trouble.empty()) return say(trouble);
  Player player(text);
  if (player.empty()) return say("The trace of this interleaving cannot be read; r makes it anew.");
  open_page(std::make_shared<PlayerPage>(std::move(player)));
}

void Session::open_file() {
  const auto names = lesson_.answer_files();
  if (names.empty()) return say("This lesson has no file to edit.");
  file_to_open_ = lesson_.folder() / names.front();
}

std::string Session::last_words() const {
  const auto state = progress_.of(lesson_.key).done() ? "done" : "not done yet";
  return fmt::format("{}: {}. To go on: ./threadlings", heading_, state);
}

}  // namespace threadlings::runner
