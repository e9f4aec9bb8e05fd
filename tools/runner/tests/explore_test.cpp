// `threadlings explore`: small programs with a main, explored with the real explorer.
#include <gtest/gtest.h>

#include <cstdlib>

#include "support.hpp"

namespace threadlings::runner::testing {
namespace {

class ExploreCommand : public ::testing::Test {
 protected:
  void SetUp() override {
    project_.add_lesson("01_one");
    const char* toolchain = std::getenv("THREADLINGS_TOOLCHAIN");
    ASSERT_NE(toolchain, nullptr) << "run this through ctest";
    project_.write("build/judge/toolchain.json", read_text(toolchain));
  }

  Ended explore(const std::string& name, const std::string& text,
                const std::vector<std::string>& more = {}) const {
    project_.write(name, text);
    std::vector<std::string> arguments{"explore", (project_.root() / name).string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return project_.run(arguments);
  }

  static constexpr const char* kRacy =
      "#include <thread>\n"
      "int hits;\n"
      "int main() {\n"
      "  std::thread a([] { ++hits; }), b([] { ++hits; });\n"
      "  a.join(), b.join();\n"
      "}\n";
  static constexpr const char* kInC =
      "#include <assert.h>\n#include <pthread.h>\n#include <stdatomic.h>\n"
      "static atomic_int hits;\n"
      "static void* hit(void* p) { hits = hits + STEP; return p; }\n"
      "int main(void) {\n"
      "  pthread_t a, b;\n"
      "  pthread_create(&a, 0, hit, 0), pthread_create(&b, 0, hit, 0);\n"
      "  pthread_join(a, 0), pthread_join(b, 0);\n"
      "  assert(hits == 2 * STEP);\n"
      "  return 0;\n"
      "}\n";

  Project project_;
};

// As with a compiler that is newer than the explorer.
TEST_F(ExploreCommand, SaysWhatToDoIfTheExplorerLacksAHook) {
  const auto ended = explore("future.cpp",
                             "extern \"C\" void __tsan_of_the_future(int*);\n"
                             "int main() { int x = 0; __tsan_of_the_future(&x); }\n");
  EXPECT_EQ(ended.code, 1) << ended.out;
  EXPECT_NE(ended.err.find("__tsan_of_the_future"), std::string::npos) << ended.err;
  EXPECT_NE(ended.err.find("./threadlings doctor"), std::string::npos) << ended.err;
}

TEST_F(ExploreCommand, FindsTheRaceOfAProgramAndReplaysIt) {
  const auto ended = explore("racy.cpp", kRacy);
  EXPECT_EQ(ended.code, 1) << ended.err;
  EXPECT_NE(ended.out.find("data race (hits)"), std::string::npos) << ended.out;
  const auto from = ended.out.find("THREADLINGS_REPLAY='") + 20;
  const auto token = ended.out.substr(from, ended.out.find('\'', from) - from);
  const auto again = explore("racy.cpp", kRacy, {"--replay", token});
  EXPECT_EQ(again.code, 1);
  EXPECT_NE(again.out.find("data race (hits)"), std::string::npos) << again.out;
}

TEST_F(ExploreCommand, TakesCAndFlagsForTheCompiler) {
  auto ended = explore("lost.c", kInC, {"--", "-DSTEP=1"});
  EXPECT_EQ(ended.code, 1) << ended.out << ended.err;
  EXPECT_NE(ended.out.find("assert(hits == 2 * "), std::string::npos) << ended.out;
  ended = explore("lost.c", kInC, {"--", "-DSTEP=0"});
  EXPECT_EQ(ended.code, 0) << ended.out << ended.err;
  EXPECT_NE(ended.out.find("pass (all "), std::string::npos) << ended.out;
}

TEST_F(ExploreCommand, WritesTheTraceThatIsAskedFor) {
  const auto trace = (project_.root() / "trace.json").string();
  explore("racy.cpp", kRacy, {"--trace", trace});
  EXPECT_TRUE(read_text(trace).starts_with("{\"format\":\"threadlings-explore-1\""));
}

TEST_F(ExploreCommand, SaysWhatIsWrongWithWhatItIsGiven) {
  auto ended = project_.run({"explore", "nowhere.cpp"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_NE(ended.err.find("there is no file nowhere.cpp"), std::string::npos) << ended.err;
  ended = explore("broken.cpp", "int main() { return x; }\n");
  EXPECT_EQ(ended.code, 1);
  EXPECT_NE(ended.err.find("does not compile"), std::string::npos) << ended.err;
  project_.write("build/judge/toolchain.json", "half a fi");
  ended = explore("racy.cpp", kRacy);
  EXPECT_EQ(ended.code, 1);
  EXPECT_NE(ended.err.find("start ./threadlings once"), std::string::npos) << ended.err;
}

TEST_F(ExploreCommand, OfALessonIsItsCheckExplore) {
  auto ended = project_.run({"explore", "01", "--memory", "rc11"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_NE(ended.err.find("only --replay"), std::string::npos) << ended.err;
  ended = project_.run({"explore", "01"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_NE(ended.err.find("has no check \"explore\""), std::string::npos) << ended.err;
}

}  // namespace
}  // namespace threadlings::runner::testing
