// `try`: main.cpp must see the headers of the answer that is judged, not those beside it.
#include <gtest/gtest.h>

#include <cstdlib>

#include "command.hpp"
#include "lesson_tree.hpp"
#include "threadlings/judge/verdict.hpp"

namespace {

namespace fs = std::filesystem;
using namespace threadlings;
using testing_support::LessonTree;
using testing_support::write;

Outcome tried(const LessonTree& tree, const fs::path& answer) {
  const char* judge = std::getenv("THREADLINGS_JUDGE");
  if (judge == nullptr) throw std::runtime_error("run this through ctest");
  const auto result = run_command(
      {judge, "92", "try", "--root", tree.root().string(), "--answer", answer.string(), "--json"},
      "/", std::chrono::seconds(300));
  return verdict_from_json(result.output).outcome;
}

TEST(SmallProgram, UsesTheHeadersOfTheAnswer) {
  const LessonTree tree;
  const fs::path root = tree.root();
  write(root / "lessons/92_header/README.md", "---\n---\n");
  write(root / "lessons/92_header/main.cpp",
        "#include \"value.hpp\"\nint main() { return value(); }\n");
  write(root / "lessons/92_header/value.hpp", "inline int value() { return 1; }\n");
  write(root / "solutions/92_header/value.hpp", "inline int value() { return 0; }\n");
  EXPECT_EQ(tried(tree, root / "lessons/92_header"), Outcome::wrong);
  EXPECT_EQ(tried(tree, root / "solutions/92_header"), Outcome::pass);
}

}  // namespace
