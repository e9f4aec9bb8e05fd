// A small tree of lessons in a temporary folder, for tests of the judge.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

namespace threadlings::testing_support {

namespace fs = std::filesystem;

inline void write(const fs::path& file, const std::string& text) {
  fs::create_directories(file.parent_path());
  std::ofstream(file) << text;
}

// One lesson, 90_echo: `int echo(int)` must return its argument, from two threads.
class LessonTree {
 public:
  LessonTree() {
    std::string name = (fs::temp_directory_path() / "lesson-tree-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    root_ = name;
    write(root_ / "lessons/90_echo/README.md", "---\ntitle: Echo\npart: Fixtures\n---\n");
    write(root_ / "lessons/90_echo/echo.hpp", "#pragma once\nint echo(int value);\n");
    write(root_ / "lessons/90_echo/main.cpp",
          "#include \"echo.hpp\"\nint main() { return echo(0); }\n");
    const std::string stub = "#include \"echo.hpp\"\nint echo(int) { return 0; }\n";
    write(root_ / "lessons/90_echo/echo.cpp", stub);
    write(root_ / "tests/90_echo/stub/echo.cpp", stub);
    write(root_ / "tests/90_echo/tsan.supp", "# for a test\nrace:race_on_purpose\n");
    write(root_ / "solutions/90_echo/echo.cpp", kRight);
    write(root_ / "tests/90_echo/behaviour.cpp", kTests);
  }
  ~LessonTree() { fs::remove_all(root_); }
  LessonTree(const LessonTree&) = delete;
  LessonTree& operator=(const LessonTree&) = delete;

  const fs::path& root() const { return root_; }

  // Writes an answer and returns its folder.
  fs::path answer(const std::string& name, const std::string& text) const {
    write(root_ / "answers" / name / "echo.cpp", text);
    return root_ / "answers" / name;
  }

  static constexpr const char* kRight =
      "#include \"echo.hpp\"\nint echo(int value) { return value; }\n";

 private:
  static constexpr const char* kTests =
      "// stub: test (unsolved)\n"
      "#include <gtest/gtest.h>\n"
      "#include <thread>\n"
      "#include \"echo.hpp\"\n"
      "TEST(Echo, ReturnsWhatItGets) { EXPECT_EQ(echo(3), 3) << \"three\"; }\n"
      "TEST(Echo, WorksFromTwoThreads) {\n"
      "  int other = 0;\n"
      "  std::thread thread([&] { other = echo(4); });\n"
      "  const int own = echo(5);\n"
      "  thread.join();\n"
      "  EXPECT_EQ(own + other, 9);\n"
      "}\n";

  fs::path root_;
};

}  // namespace threadlings::testing_support
