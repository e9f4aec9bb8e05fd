#include "build.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <functional>

#include "command.hpp"
#include "finished_files.hpp"
#include "interrupt.hpp"
#include "manifest.hpp"
#include "text.hpp"

namespace threadlings {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::minutes kBuildDeadline{5};
constexpr const char* kAnswerFile = "answer.txt";  // in a build folder: the answer's own folder

std::string ninja_escaped(const std::string& text) {
  std::string result;
  for (char c : text) {
    if (c == '$' || c == ' ' || c == ':') result += '$';
    result += c;
  }
  return result;
}

std::string shell_quoted(const std::string& text) {
  std::string result = "'";
  for (char c : text) {
    if (c == '\'') {
      result += "'\\''";
    } else {
      result += c;
    }
  }
  return result + "'";
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

// Keeps other judges out of a folder while ninja works in it; see flock(2).
class FolderLock {
 public:
  explicit FolderLock(const fs::path& folder) {
    fs::create_directories(folder);
    fd_ = open((folder / "lock").c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0666);
    if (fd_ < 0) {
      throw EnvironmentError("cannot write to " + folder.string() +
                             ": check the disk and the folder's permissions");
    }
    while (flock(fd_, LOCK_EX) != 0 && errno == EINTR && !interrupted()) {
    }
  }
  ~FolderLock() { close(fd_); }
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int fd_;
};

// What every file of a check is compiled with.
std::string compile_flags(const Toolchain& chain, const std::string& check) {
  std::string flags = joined(chain.flags.at(check));
  for (const std::string& dir : chain.include_dirs) flags += " -isystem " + shell_quoted(dir);
  const auto library = chain.own_libraries.find(check);
  if (library != chain.own_libraries.end()) {
    flags += " -isystem " + shell_quoted(library->second.headers);
  }
  return flags;
}

// Of the children that have been waited for, and of theirs.
double cpu_seconds_of_children() {
  rusage usage{};
  getrusage(RUSAGE_CHILDREN, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// One ninja file in the making.
class NinjaFile {
 public:
  NinjaFile(const Toolchain& chain, const std::string& check, const fs::path& folder)
      : chain_(chain), folder_(folder) {
    const std::string flags = compile_flags(chain, check);
    const auto link_flags = chain.link_flags.find(check);
    const bool own = link_flags != chain.link_flags.end();
    text_ = "ninja_required_version = 1.8\nbuilddir = " + ninja_escaped(folder.string()) + "\n";
    text_ += "flags = " + flags + "\n";
    text_ += "link_flags = " + (own ? joined(link_flags->second) : flags) + "\n";
    const std::string compile = shell_quoted(chain.cxx) + " $flags $more -MD -MF $out.d ";
    add_rule("compile", compile + "-c $in -o $out", "  depfile = $out.d\n  deps = gcc\n");
    add_rule("precompile", compile + "-x c++-header $in -o $out",
             "  depfile = $out.d\n  deps = gcc\n");
    add_rule("link", shell_quoted(chain.cxx) + " $link_flags " + chain.linker +
                         " $in -o $out $libraries -ldl");
    add_rule("symbols", shell_quoted(chain.nm) + " -C $in > $out");
  }

  void add(const std::string& rule, const fs::path& output, const std::vector<fs::path>& inputs,
           const std::vector<fs::path>& needed, const std::string& variable = "",
           const std::string& value = "") {
    text_ += "build " + ninja_escaped(output.string()) + ": " + rule;
    for (const fs::path& input : inputs) text_ += " " + ninja_escaped(input.string());
    if (!needed.empty()) text_ += " |";
    for (const fs::path& input : needed) text_ += " " + ninja_escaped(input.string());
    text_ += "\n";
    if (!variable.empty()) text_ += "  " + variable + " = " + value + "\n";
  }

  CommandResult run() {
    const fs::path file = folder_ / "build.ninja";
    fs::create_directories(folder_);
    if (read_file(file) != text_) std::ofstream(file) << text_;
    // -k 0: all that is wrong with an answer at once, not only its first file.
    return run_command({chain_.ninja, "-k", "0", "-f", file.string()}, chain_.root.string(),
                       kBuildDeadline);
  }

 private:
  void add_rule(const std::string& name, const std::string& command, const std::string& more = "") {
    text_ += "rule " + name + "\n  command = " + command + "\n" + more;
  }

  const Toolchain& chain_;
  fs::path folder_;
  std::string text_;
};

// Ninja's own lines are of no use to a learner: "[1/3] ...", the commands, "FAILED: ...".
std::string compiler_lines(const std::string& output) {
  std::string kept;
  bool command_follows = false;
  for (const std::string& line : lines_of(output)) {
    if (command_follows) {
      command_follows = false;
    } else if (line.starts_with("FAILED: ")) {
      command_follows = true;
    } else if (!line.starts_with("[") && !line.starts_with("ninja: ")) {
      kept += line + "\n";
    }
  }
  return kept;
}

struct Paths {
  fs::path shared;  // precompiled header and harness of a check
  fs::path tests;   // test objects of a lesson
  fs::path answer;  // objects and program of an answer
};

std::string short_hash(const std::string& text) {
  return std::to_string(std::hash<std::string>{}(text));
}

// The project's own lessons, or those of another tree (which then must not share objects).
std::string tree_id(const Toolchain& chain) {
  const bool own = chain.harness == chain.root / "tools" / "judge" / "harness";
  return own ? "." : "tree-" + short_hash(chain.root.string());
}

std::string answer_id(const Lesson& lesson, const fs::path& answer) {
  const fs::path path = fs::weakly_canonical(answer);
  if (path == fs::weakly_canonical(lesson.folder())) return "lesson";
  if (path == fs::weakly_canonical(lesson.solution())) return "solution";
  if (path == fs::weakly_canonical(lesson.stub())) return "stub";
  if (path.parent_path() == fs::weakly_canonical(lesson.tests() / "wrong")) {
    return "wrong-" + path.filename().string();
  }
  return "other-" + short_hash(path.string());
}

// Answers from elsewhere come and go, and each has a build folder that says whose it is. Those
// whose answer is gone are removed, so that a term of submissions does not fill the disk.
void forget_vanished_answers(const fs::path& builds) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(builds, ignored)) {
    const std::string answer = read_file(entry.path() / kAnswerFile);
    if (!answer.empty() && !fs::exists(answer)) fs::remove_all(entry.path(), ignored);
  }
}

class Builder {
 public:
  Builder(const Toolchain& chain, const Lesson& lesson, const std::string& check, fs::path answer)
      : chain_(chain), lesson_(lesson), check_(check), answer_(std::move(answer)) {
    paths_.shared = chain.work_dir / "shared" / check;
    const fs::path place = chain.work_dir / tree_id(chain);
    paths_.tests = place / "tests" / lesson.key / check;
    paths_.answer = place / "answers" / lesson.key / check / answer_id(lesson, answer_);
    sort_test_files();
  }

  Build run() {
    build_shared();
    build_tests();
    return build_answer();
  }

  void prepare() { build_shared(); }

  // The least of a few attempts, as whatever else the machine does can only add to it.
  double cost_of_header() {
    prepare();
    constexpr int kAttempts = 3;
    double least = compile_empty_file();
    for (int i = 1; i < kAttempts; ++i) least = std::min(least, compile_empty_file());
    return least;
  }

 private:
  // A small program is built as its user would build it: without any header forced upon it.
  bool is_small_program() const { return check_ == "try"; }

  void sort_test_files() {
    for (const fs::path& file : test_files()) {
      (includes_answer_header(file) ? per_answer_ : per_lesson_).push_back(file);
    }
  }

  std::vector<fs::path> test_files() const {
    if (is_small_program()) return {main_file()};
    if (check_ == "bench") return {relative(lesson_.benchmark())};
    std::vector<fs::path> files;
    for (const fs::path& file : sources_of(lesson_.tests(), check_)) {
      files.push_back(relative(file));
    }
    return files;
  }

  // main.cpp stands beside the learner's files, where its quoted includes would find headers of the
  // stub. So for another answer it is reached through a link in a folder without any.
  fs::path main_file() const {
    const fs::path file = lesson_.folder() / "main.cpp";
    if (answer_id(lesson_, answer_) == "lesson") return relative(file);
    const fs::path link = paths_.answer / "main.cpp";
    std::error_code ignored;
    fs::create_directories(paths_.answer);
    fs::remove(link, ignored);
    fs::create_symlink(file, link, ignored);
    return link;
  }

  bool includes_answer_header(const fs::path& file) const {
    // Through a header beside it, too: subject.cpp -> subject.hpp is trusted, and does not include
    // one by convention, so one level is enough.
    const std::string text = read_file(chain_.root / file);
    const auto names = lesson_.answer_files();
    return is_small_program() || std::any_of(names.begin(), names.end(), [&](const auto& name) {
             return text.find("#include \"" + name + "\"") != std::string::npos;
           });
  }

  bool includes_gtest(const fs::path& file) const {
    return read_file(chain_.root / file).find("<gtest/") != std::string::npos;
  }

  fs::path relative(const fs::path& path) const {
    return below(chain_.root, fs::weakly_canonical(path).string());
  }

  const fs::path& harness() const { return chain_.harness; }
  std::string include_harness() const {
    return "-I" + shell_quoted((harness() / "include").string());
  }
  fs::path precompiled(const std::string& name) const {
    return paths_.shared / (name + (chain_.is_gcc() ? ".hpp.gch" : ".hpp.pch"));
  }

  // g++ finds NAME.hpp.gch beside NAME.hpp; clang++ is given the file.
  std::string use_precompiled(const std::string& name) const {
    const fs::path header = paths_.shared / (name + ".hpp");
    return chain_.is_gcc() ? "-include " + shell_quoted(header.string())
                           : "-include-pch " + shell_quoted(precompiled(name).string());
  }

  std::vector<std::string> harness_sources() const {
    if (is_small_program()) return {};
    if (check_ == "bench") return {"bench_main.cpp"};
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(harness())) {
      const fs::path& file = entry.path();
      if (file.extension() == ".cpp" && file.stem() != "bench_main") {
        names.push_back(file.filename().string());
      }
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  std::vector<fs::path> harness_objects() const {
    std::vector<fs::path> objects;
    for (const auto& name : harness_sources()) objects.push_back(paths_.shared / (name + ".o"));
    return objects;
  }

  std::string test_header() const { return check_ == "bench" ? "bench" : "gtest"; }

  // Writes the header that is to be precompiled, if it is not there yet.
  void write_header(const std::string& name, const std::string& last_line) const {
    const fs::path file = paths_.shared / (name + ".hpp");
    const std::string text = "#include \"" + (harness() / "std.hpp").string() + "\"\n" + last_line;
    if (read_file(file) != text) std::ofstream(file) << text;
  }

  void build_shared() {
    if (is_small_program()) return;
    FolderLock lock(paths_.shared);
    write_header("std", "");
    write_header("gtest", "#include <gtest/gtest.h>\n");
    write_header("bench", "#include <benchmark/benchmark.h>\n");
    NinjaFile file(chain_, check_, paths_.shared);
    for (const std::string& name : {std::string("std"), test_header()}) {
      file.add("precompile", precompiled(name), {paths_.shared / (name + ".hpp")}, {});
    }
    for (const std::string& name : harness_sources()) {
      file.add("compile", paths_.shared / (name + ".o"), {harness() / name}, {}, "more",
               include_harness());
    }
    must_work(file.run(), "the judge's own harness");
  }

  double compile_empty_file() const {
    FolderLock lock(paths_.shared);
    const fs::path source = paths_.shared / "empty.cpp";
    std::ofstream(source).close();
    const std::string line = shell_quoted(chain_.cxx) + " " + compile_flags(chain_, check_) + " " +
                             use_precompiled(test_header()) + " -c " +
                             shell_quoted(source.string()) + " -o " +
                             shell_quoted((paths_.shared / "empty.o").string());
    const double before = cpu_seconds_of_children();
    must_work(run_command({"sh", "-c", line}, chain_.root.string(), kBuildDeadline),
              "an empty file with the headers of the tests");
    return cpu_seconds_of_children() - before;
  }

  std::string include_flags(const std::vector<fs::path>& folders) const {
    std::string flags = include_harness();
    for (const fs::path& folder : folders) flags += " -I" + shell_quoted(folder.string());
    return flags;
  }

  void build_tests() {
    if (per_lesson_.empty()) return;
    FolderLock lock(paths_.tests);
    NinjaFile file(chain_, check_, paths_.tests);
    // The answer's folder is not on the path: these objects must be the same for every answer.
    const std::string more = use_precompiled(test_header()) + " " +
                             include_flags({relative(lesson_.tests()), relative(lesson_.folder())});
    for (const fs::path& source : per_lesson_) {
      file.add("compile", object_of(paths_.tests, source), {source}, {precompiled(test_header())},
               "more", more);
    }
    const CommandResult result = file.run();
    // A learner may have changed an interface header, and then sees why the tests do not compile.
    if (result.status != 0) test_errors_ = compiler_lines(result.output);
  }

  static fs::path object_of(const fs::path& folder, const fs::path& source) {
    return folder / (source.filename().string() + ".o");
  }

  Build build_answer() {
    if (!test_errors_.empty()) return {false, false, {}, {}, test_errors_};
    forget_vanished_answers(paths_.answer.parent_path());
    FolderLock lock(paths_.answer);
    std::ofstream(paths_.answer / kAnswerFile) << answer_.string();
    NinjaFile file(chain_, check_, paths_.answer);
    const fs::path answer = relative(answer_);
    const std::string folders =
        include_flags({answer, relative(lesson_.tests()), relative(lesson_.folder())});
    const auto compile = [&](const fs::path& source, const fs::path& object) {
      const std::string header = includes_gtest(source) ? test_header() : "std";
      std::vector<fs::path> needed;
      std::string forced;
      if (!is_small_program()) {
        forced = use_precompiled(header) + " ";
        needed = {precompiled(header)};
      }
      file.add("compile", object, {source}, needed, "more", forced + folders);
    };

    std::vector<fs::path> scanned;  // the objects with the answer's code and nothing of GoogleTest
    for (const std::string& name : lesson_.answer_files()) {
      if (!name.ends_with(".cpp") && !name.ends_with(".c")) continue;
      scanned.push_back(object_of(paths_.answer, "answer-" + name));
      compile(answer / name, scanned.back());
    }
    // The answer first: of templates that several objects hold, the linker takes the first.
    std::vector<fs::path> objects = scanned;
    for (const fs::path& source : per_answer_) {
      objects.push_back(object_of(paths_.answer, source));
      compile(source, objects.back());
      if (!includes_gtest(source)) scanned.push_back(objects.back());
    }
    for (const fs::path& source : per_lesson_) {
      objects.push_back(object_of(paths_.tests, source));
    }
    for (const fs::path& object : harness_objects()) objects.push_back(object);

    Build build;
    build.program = paths_.answer / lesson_.key;
    file.add("link", build.program, objects, own_libraries(), "libraries", libraries());
    if (!scanned.empty()) {
      build.symbols = paths_.answer / "symbols.txt";
      file.add("symbols", build.symbols, scanned, {});
    }
    const CommandResult result = with_finished_files(own_libraries(), [&] { return file.run(); });
    build.ok = result.status == 0;
    build.timed_out = result.timed_out;
    build.output = compiler_lines(result.output);
    if (!build.ok && build.output.empty()) throw EnvironmentError("ninja failed: " + result.output);
    return build;
  }

  std::string libraries() const {
    if (is_small_program()) return "";
    std::string text;
    for (const fs::path& library : own_libraries()) text += shell_quoted(library.string()) + " ";
    return text + shell_quoted(check_ == "bench" ? chain_.benchmark : chain_.gtest);
  }

  // It may have been built anew since the last link.
  std::vector<fs::path> own_libraries() const {
    const auto found = chain_.own_libraries.find(check_);
    if (found == chain_.own_libraries.end()) return {};
    return {found->second.archive};
  }

  void must_work(const CommandResult& result, const std::string& what) const {
    if (result.status == 0) return;
    const std::string reason =
        result.timed_out ? "it took longer than five minutes" : compiler_lines(result.output);
    throw EnvironmentError("cannot build " + what + " with " + chain_.cxx + ":\n" + reason +
                           "./threadlings doctor looks for the cause");
  }

  const Toolchain& chain_;
  const Lesson& lesson_;
  std::string check_;
  fs::path answer_;
  Paths paths_;
  std::vector<fs::path> per_answer_;
  std::vector<fs::path> per_lesson_;
  std::string test_errors_;
};

}  // namespace

Build build_program(const Toolchain& chain, const Lesson& lesson, const std::string& check,
                    const fs::path& answer) {
  return Builder(chain, lesson, check, answer).run();
}

void prepare_check(const Toolchain& chain, const Lesson& lesson, const std::string& check) {
  Builder(chain, lesson, check, lesson.solution()).prepare();
}

double cost_of_header(const Toolchain& chain, const Lesson& lesson, const std::string& check) {
  return Builder(chain, lesson, check, lesson.solution()).cost_of_header();
}

}  // namespace threadlings
