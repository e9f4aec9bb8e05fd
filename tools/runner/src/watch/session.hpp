// The learner's seat: one lesson at a time, its verdicts, and what the keys do.
//
// Purpose:        everything of the watch mode but the waiting: `Loop` brings keys, saves and
//                 verdicts here, asks for jobs, and shows the picture.
// Thread safety:  one thread.
// Guarantees:     no function waits for anything but the disk; what is wrong with a lesson's files
//                 becomes a line on the screen.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "context.hpp"
#include "progress.hpp"
#include "screen/layout.hpp"
#include "watch/keys.hpp"
#include "watch/page.hpp"
#include "watch/worker.hpp"

namespace threadlings::runner {

class Session {
 public:
  using Clock = std::chrono::steady_clock;

  // The lesson called `name`; the next unfinished one if `name` is empty.
  Session(const Context& context, const std::string& name);

  void press(const Key& key);
  void saved();
  void hear(const Worker::Report& report);
  // Something to say in the line above the keys, until the next key.
  void say(const std::string& line) { message_ = line; }

  Picture picture(const Terminal& terminal, int columns, int rows);

  // What the loop is to do next; each is given once.
  std::optional<Worker::Job> take_job();
  std::optional<std::filesystem::path> take_file_to_open();

  bool busy() const { return job_.has_value(); }
  bool over() const { return over_; }
  const Lesson& lesson() const { return lesson_; }
  // Left behind on the learner's terminal at the end.
  std::string last_words() const;

 private:
  using Lines = std::vector<std::string>;

  void enter(const Lesson& lesson);
  void ask_for(Worker::Job job);
  void check(const std::string& only = {});
  void try_out();
  void finish(const Round& round);
  void read_progress();

  void command(char32_t key);
  void go_on();
  void leave_page();
  void open_page(std::shared_ptr<Page> page);
  void show_instructions();
  void show_hints();
  void show_help();
  void show_list();
  void show_player();
  void show_trial();
  void show_solution();
  void ask_prediction();
  void show_prediction();
  void ask_reset(const Lesson& lesson);
  void reset(const Lesson& lesson);
  void open_file();

  TextPage& verdict_page();
  Lines verdict_content(const Terminal& terminal, int width) const;
  Lines instructions_content(const Terminal& terminal, int width) const;
  Lines hints_content(const Terminal& terminal, int width) const;
  Lines prediction_content(const Terminal& terminal, int width) const;
  Lines trial_content(const Terminal& terminal, int width) const;
  Lines passed_content(const Terminal& terminal, int width) const;
  std::vector<KeyHelp> main_keys() const;
  std::string status() const;
  std::vector<CheckState> check_states() const;

  bool checking() const;
  bool passed() const;
  bool lesson_done() const { return progress_.of(lesson_.key).done(); }
  bool has_check(const std::string& check) const;
  std::string readme() const;

  const Context context_;
  Progress progress_;
  std::vector<Lesson> lessons_;
  Lesson lesson_;
  std::string heading_;
  std::string edited_files_;

  std::optional<Worker::Job> wanted_;  // not yet taken
  std::optional<Worker::Job> job_;     // runs, or is to
  Clock::time_point began_{};
  std::vector<CheckState> checks_;
  std::vector<Verdict> verdicts_;   // of the last job that gave any
  std::vector<Verdict> coming_in_;  // of the job that runs
  std::optional<Round> round_;      // the last that came to its end
  std::string trouble_;             // why there is no verdict
  std::optional<Verdict> trial_;    // of the small program
  std::string trace_;               // the last failing interleaving: a file

  TextPage main_;
  std::shared_ptr<Page> page_;  // over the main one; none: null
  bool veiled_ = false;         // the verdict of an untouched lesson waits for the learner's guess
  bool first_use_ = false;
  bool trial_wanted_ = false;  // after the round that runs
  bool skip_asked_ = false;
  std::string message_;
  std::optional<std::filesystem::path> file_to_open_;
  bool over_ = false;
};

}  // namespace threadlings::runner
