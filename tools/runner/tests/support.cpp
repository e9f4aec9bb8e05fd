#include "support.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

namespace threadlings::runner::testing {
namespace {

namespace fs = std::filesystem;

// Words that are no verdicts: "nonsense" prints no JSON, "die" is killed, "lie" says pass and exits
// with 1, "other" answers for another lesson, "wait" says that it runs (through the fifo of that
// name in the root) and stays until SIGTERM, "count" passes but notes how many run beside it.
constexpr auto kPaperJudge = R"SH(#!/bin/sh
lesson=$1; check=$2; shift 2; answer=; root=; each=
while [ $# -gt 0 ]; do
  case $1 in
    --answer) answer=$2; shift 2 ;;
    --root) root=$2; shift 2 ;;
    --each-test) each=1; shift ;;
    --prepare) exit 0 ;;
    --unit) printf '{"version":1,"check":"%s","header_seconds":0.5}\n' "$check"; exit 0 ;;
    *) shift ;;
  esac
done
: "${answer:=$root/lessons/$lesson}"
verdict=pass
[ -f "$answer/verdict-$check" ] && verdict=$(cat "$answer/verdict-$check")
echo "$lesson $check ${answer#"$root"/}" >> "$root/asked"
[ -f "$answer/verdict-$check.json" ] && cat "$answer/verdict-$check.json" && exit 1
what="It is $verdict."
[ -f "$answer/echo" ] && read -r what < "$answer/answer.cpp"
status=1
case $verdict in
  nonsense) echo "Segmentation fault"; exit 0 ;;
  die) kill -KILL $$ ;;
  other) lesson=99_other; verdict=pass; status=0 ;;
  lie) verdict=pass ;;
  pass|"cannot tell") status=0 ;;
  wait)
    trap 'echo gone > "$root/ended"; exit 1' TERM
    echo $$ > "$root/fifo"
    while :; do read -r line < "$root/never" || exit 3; done ;;
esac
say() {
printf '{"lesson":"%s","check":"%s","answer":"%s","test":"%s","verdict":"%s","what":"%s",' \
  "$lesson" "$check" "$answer" "$1" "$2" "$what"
printf '"places":[{"file":"lessons/%s/answer.cpp","line":7,"what":"here"}],' "$lesson"
printf '"details":["expected 2, got 1"],"notices":[],"tests":[],"output":"said \\u001b[31mred\\n",'
printf '"again":"","build_seconds":0.5,"run_seconds":0.25}\n'
}
say "" "$verdict"
[ -n "$each" ] && [ -f "$answer/each-$check" ] &&
  while read -r test result; do say "$test" "$result"; done < "$answer/each-$check"
exit $status
)SH";

std::string words(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += i % 10 == 9 ? "word\n" : "word ";
  return text;
}

void make_executable(const fs::path& file) {
  fs::permissions(file, fs::perms::owner_all);
}

fs::path built_program() {
  const char* path = std::getenv("THREADLINGS_PROGRAM");
  return path == nullptr ? fs::path() : fs::path(path);
}

}  // namespace

Project::Project() : root_(fs::canonical(folder_.path()) / "project") {
  fs::create_directories(root_ / "lessons");
  write("CMakeLists.txt", "");
  write("README.md", "# Project\n\n| part | lessons |\n|---|---|\n");
  write("CONTRIBUTING.md", "# Contributing\n");
  write("build/bin/judge", kPaperJudge);
  make_executable(root_ / "build/bin/judge");
  context_.root = root_;
  context_.programs = root_ / "build/bin";
}

void Project::write(const std::string& path, const std::string& text) const {
  fs::create_directories((root_ / path).parent_path());
  std::ofstream(root_ / path) << text;
}

std::string Project::read(const std::string& path) const {
  return read_text(root_ / path);
}

void Project::replace(const std::string& path, const std::string& from,
                      const std::string& to) const {
  auto text = read(path);
  const auto at = text.find(from);
  ASSERT_NE(at, std::string::npos) << path << " does not hold " << from;
  write(path, text.replace(at, from.size(), to));
}

void Project::remove(const std::string& path) const {
  fs::remove_all(root_ / path);
}

Lesson Project::add_lesson(const std::string& key) {
  const auto made = lesson(key);
  const auto number = made.number();
  const std::string stub = "#include \"answer.hpp\"\nint answer() { return 0; }\n";
  write("lessons/" + key + "/README.md",
        "---\ntitle: Lesson " + number +
            "\nminutes: 10\nconcept: a concept\npart: A part\n---\n# " + number + " · Lesson " +
            number +
            "\nA story.\n## Predict\nWhat?\n## Task\nWrite.\n## Hint 1\nA nudge.\n## Hint 2\n"
            "The [chapter](../../book/" +
            key + ".md).\n## Hint 3\nNearly.\n```cpp\n## Hint 4 is no heading in code\n```\n");
  write("lessons/" + key + "/main.cpp", "int main() {}\n");
  write("lessons/" + key + "/answer.hpp", "int answer();\n");
  write("lessons/" + key + "/answer.cpp", stub);
  write("lessons/" + key + "/verdict-tsan", "race");
  write("tests/" + key + "/stub/answer.cpp", stub);
  write("tests/" + key + "/stub/verdict-tsan", "race");
  write("tests/" + key + "/behaviour.cpp", "// stub: tsan (race)\n");
  write("tests/" + key + "/tsan.supp", "# nothing\n");
  write("solutions/" + key + "/answer.cpp", "int answer() {\n  return 42;\n}\n");
  std::string rows = "# Wrong\n";
  for (const std::string what : {"one", "two", "three", "four", "five"}) {
    const auto folder = "tests/" + key + "/wrong/" + what;
    write(folder + "/answer.cpp",
          "// caught by: test (wrong)\nint answer() { return " + what + "; }\n");
    write(folder + "/verdict-test", "wrong");
    rows += "- `" + what + "`\n";
  }
  write("tests/" + key + "/wrong/README.md", rows);
  write("book/" + key + ".md", "# Chapter\n" + words(700) + "\n<!-- quoted from solutions/" + key +
                                   "/answer.cpp -->\n```cpp\nreturn 42;\n```\n");
  write("README.md", read("README.md") + "| A part | `" + key + "` |\n");
  return made;
}

fs::path Project::program() const {
  const auto copy = root_ / "build/bin/threadlings";
  if (!fs::exists(copy)) fs::copy_file(built_program(), copy);
  return copy;
}

Ended Project::run(const std::vector<std::string>& arguments,
                   const std::vector<std::string>& environment) const {
  Command command;
  command.argv = {program().string()};
  command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
  command.environment = environment;
  for (const auto* name : {"THREADLINGS_ROOT=", "THREADLINGS_YES="}) {
    command.environment.emplace_back(name);  // the launcher may have started these tests
  }
  command.folder = root_;
  command.deadline = std::chrono::minutes(1);
  return run_process(command);
}

}  // namespace threadlings::runner::testing
