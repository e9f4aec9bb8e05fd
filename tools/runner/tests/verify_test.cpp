#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

#include "support.hpp"
#include "verify/execute.hpp"
#include "verify/junit.hpp"
#include "verify/plan.hpp"
#include "verify/table.hpp"
#include "verify/tools.hpp"

namespace threadlings::runner::testing {
namespace {

class Verify : public ::testing::Test {
 protected:
  Verify() { project_.add_lesson("01_one"); }

  static PlanOptions all_kinds() {
    PlanOptions options;
    options.kinds = {Kind::stub, Kind::solution, Kind::wrong, Kind::program, Kind::files};
    return options;
  }

  VerifyReport verify(const PlanOptions& options = all_kinds()) const {
    const auto jobs = plan_lesson(project_.context(), project_.lesson("01_one"), options);
    return {execute(jobs, 2, {}), 0};
  }

  // The one job that failed.
  JobReport only_failure(const PlanOptions& options = all_kinds()) const {
    auto reports = verify(options).jobs;
    std::erase_if(reports, [](const JobReport& job) { return job.counts.failed == 0; });
    EXPECT_EQ(reports.size(), 1u);
    return reports.empty() ? JobReport{} : reports.front();
  }

  static PlanOptions only(Kind kind) {
    auto options = all_kinds();
    options.kinds = {kind};
    return options;
  }

  Project project_;
};

TEST_F(Verify, IsContentWithAnHonestLesson) {
  const auto report = verify();
  EXPECT_TRUE(report.good());
  EXPECT_EQ(report.total().failed, 0) << show_failures(project_.context().terminal, report);
  const auto judged = std::count_if(report.jobs.begin(), report.jobs.end(),
                                    [](const auto& job) { return job.kind != Kind::files; });
  EXPECT_EQ(judged, 1 + 2 + 5 + 1) << "stub, solution by test and tsan, five wrong answers, try";
}

TEST_F(Verify, AsksTheJudgeAboutTheRightFolders) {
  verify();
  auto asked = split_lines(project_.read("asked"));
  std::sort(asked.begin(), asked.end());
  EXPECT_EQ(asked, (std::vector<std::string>{
                       "01_one test solutions/01_one", "01_one test tests/01_one/wrong/five",
                       "01_one test tests/01_one/wrong/four", "01_one test tests/01_one/wrong/one",
                       "01_one test tests/01_one/wrong/three", "01_one test tests/01_one/wrong/two",
                       "01_one try solutions/01_one", "01_one tsan solutions/01_one",
                       "01_one tsan tests/01_one/stub"}));
}

TEST_F(Verify, CatchesAStubThatPasses) {
  project_.remove("tests/01_one/stub/verdict-tsan");
  const auto job = only_failure(only(Kind::stub));
  EXPECT_EQ(job.first_failure.why, "expected race, got pass");
  EXPECT_EQ(job.first_failure.again, "build/bin/judge 01_one tsan --answer tests/01_one/stub");
}

TEST_F(Verify, TakesUnsolvedForTheWrongOfAnUntouchedStub) {
  project_.write("tests/01_one/behaviour.cpp", "// stub: test (wrong)\n");
  project_.write("tests/01_one/stub/verdict-test", "unsolved");
  EXPECT_TRUE(verify(only(Kind::stub)).good());
  project_.write("tests/01_one/stub/verdict-test", "crash");
  EXPECT_EQ(only_failure(only(Kind::stub)).first_failure.seen, "crash");
}

TEST_F(Verify, CatchesAWrongAnswerWithTheWrongVerdict) {
  project_.write("tests/01_one/wrong/two/verdict-test", "crash");
  const auto job = only_failure();
  EXPECT_EQ(job.name, "two");
  EXPECT_EQ(job.first_failure.why, "expected wrong, got crash");
}

TEST_F(Verify, CatchesASolutionThatFails) {
  project_.write("solutions/01_one/verdict-tsan", "race");
  EXPECT_EQ(only_failure(only(Kind::solution)).name, "tsan");
}

TEST_F(Verify, CatchesASmallProgramThatFails) {
  project_.write("solutions/01_one/verdict-try", "hang");
  EXPECT_EQ(only_failure(only(Kind::program)).first_failure.seen, "hang");
}

TEST_F(Verify, CatchesMissingDeclarations) {
  project_.write("tests/01_one/behaviour.cpp", "#include <x>\n");
  EXPECT_NE(only_failure(only(Kind::stub)).first_failure.why.find("// stub:"), std::string::npos);
  project_.write("tests/01_one/wrong/two/answer.cpp", "int answer();\n");
  EXPECT_NE(only_failure(only(Kind::wrong)).first_failure.why.find("// caught by:"),
            std::string::npos);
}

TEST_F(Verify, CatchesADeclaredCheckThatTheLessonDoesNotHave) {
  project_.write("tests/01_one/wrong/two/answer.cpp", "// caught by: explore (deadlock)\n");
  EXPECT_NE(only_failure(only(Kind::wrong)).first_failure.why.find("explore"), std::string::npos);
}

TEST_F(Verify, IsNotGreenBecauseNothingRan) {
  project_.remove("tests/01_one/wrong");
  EXPECT_EQ(only_failure(only(Kind::wrong)).name, "(none)");
  project_.remove("tests/01_one");
  EXPECT_EQ(only_failure(only(Kind::solution)).name, "(none)");
  EXPECT_FALSE(VerifyReport{}.good());
}

TEST_F(Verify, CountsWhatCannotBeToldApart) {
  project_.write("solutions/01_one/verdict-test", "cannot tell");
  const auto report = verify(only(Kind::solution));
  EXPECT_EQ(report.total(), (Counts{1, 0, 1}));
  EXPECT_EQ(show_sum(report), "1 passed, 0 failed, 1 skipped");
  EXPECT_TRUE(report.good());
  project_.write("solutions/01_one/verdict-tsan", "cannot tell");
  EXPECT_FALSE(verify(only(Kind::solution)).good()) << "nothing passed";
}

TEST_F(Verify, RepeatsAndCountsEachVerdict) {
  auto options = only(Kind::solution);
  options.repeat_solutions = 7;
  options.phase = "cores busy";
  const auto report = verify(options);
  EXPECT_EQ(report.total(), (Counts{14, 0, 0}));
  for (const auto& job : report.jobs) EXPECT_EQ(job.seen.at("pass"), 7);
  const auto counts = show_verdict_counts(report);
  EXPECT_NE(counts.find("01_one solution tsan (cores busy)"), std::string::npos) << counts;
  EXPECT_NE(counts.find("7 x pass"), std::string::npos) << counts;
}

TEST_F(Verify, RunsBenchmarksAloneUnlessToldOtherwise) {
  project_.write("bench/01_one.cpp", "// gate: A / B >= 1.3 on 2 cores\n");
  const auto is_alone = [](const Job& job) { return job.alone; };
  auto options = only(Kind::solution);
  auto jobs = plan_lesson(project_.context(), project_.lesson("01_one"), options);
  ASSERT_EQ(std::count_if(jobs.begin(), jobs.end(), is_alone), 1);
  EXPECT_EQ(std::find_if(jobs.begin(), jobs.end(), is_alone)->name, "bench");
  options.beside_others = true;
  jobs = plan_lesson(project_.context(), project_.lesson("01_one"), options);
  EXPECT_EQ(std::count_if(jobs.begin(), jobs.end(), is_alone), 0);
}

Job job_with(const std::string& name, std::function<RunResult()> run, int repeat = 1) {
  return {"01_one", Kind::files, name, std::move(run), false, repeat, {}};
}

TEST(Execution, TellsTheObserverAboutEveryRun) {
  const auto pass = [] { return RunResult{kPassed, {}, {}, {}, {}, {}}; };
  const auto fail = [] { return RunResult{kFailed, {}, "no", {}, {}, {}}; };
  std::vector<int> done;
  int last_failed = -1;
  const auto reports = execute({job_with("a", pass, 3), job_with("b", fail, 2)}, 3,
                               [&](int now, int all, int failed, const Job&) {
                                 EXPECT_EQ(all, 5);
                                 done.push_back(now);
                                 last_failed = failed;
                               });
  EXPECT_EQ(done, (std::vector<int>{1, 2, 3, 4, 5}));
  EXPECT_EQ(last_failed, 2);
  EXPECT_EQ(reports[0].counts, (Counts{3, 0, 0}));
  EXPECT_EQ(reports[1].counts, (Counts{0, 2, 0}));
}

TEST(Execution, MakesAFailureOfAnException) {
  const auto reports = execute(
      {job_with("a", []() -> RunResult { throw std::runtime_error("cannot read x"); })}, 1, {});
  EXPECT_EQ(reports[0].counts, kFailed);
  EXPECT_EQ(reports[0].first_failure.why, "cannot read x");
}

TEST(Execution, KeepsTheFirstFailureOfARepeatedJob) {
  int run = 0;
  const auto flaky = [&run] {
    ++run;
    return run < 3 ? RunResult{kPassed, "pass", {}, {}, {}, {}}
                   : RunResult{kFailed, "race", "run " + std::to_string(run), {}, {}, {}};
  };
  const auto reports = execute({job_with("a", flaky, 5)}, 1, {});
  EXPECT_EQ(reports[0].first_failure.why, "run 3");
  EXPECT_EQ(reports[0].seen, (std::map<std::string, int>{{"pass", 2}, {"race", 3}}));
}

TEST(Ctest, IsReadFromItsLastLines) {
  EXPECT_EQ(counts_of_ctest("...\n100% tests passed, 0 tests failed out of 12\n"),
            (Counts{12, 0, 0}));
  EXPECT_EQ(counts_of_ctest("75% tests passed, 1 tests failed out of 4\n"), (Counts{3, 1, 0}));
  EXPECT_FALSE(counts_of_ctest("No tests were found!!!\n"));
  EXPECT_FALSE(counts_of_ctest(""));
}

TEST(Ctest, FailuresAreShownWithWhatTheyPrinted) {
  const std::string output =
      "    Start 1: good\n"
      "1/3 Test #1: good .....   Passed    0.01 sec\n"
      "    Start 2: bad\n"
      "2/3 Test  #2: bad ......***Failed    0.01 sec\n"
      "Start Test % tests passed, it printed\n"
      "\n"
      "    Start 3: late\n"
      "3/3 Test #3: late .....***Timeout   9.00 sec\n"
      "and that\n"
      "33% tests passed, 2 tests failed out of 3\n"
      "\n"
      "The following tests FAILED:\n"
      "\t  2 - bad (Failed)\n"
      "\t  3 - late (Timeout)\n"
      "Errors while running CTest\n";
  const std::vector<std::string> expected = {"The following tests FAILED:",
                                             "\t  2 - bad (Failed)",
                                             "\t  3 - late (Timeout)",
                                             "2/3 Test  #2: bad ......***Failed    0.01 sec",
                                             "Start Test % tests passed, it printed",
                                             "",
                                             "3/3 Test #3: late .....***Timeout   9.00 sec",
                                             "and that"};
  EXPECT_EQ(failures_of_ctest(output), expected);
  EXPECT_TRUE(failures_of_ctest("1/1 Test #1: good .....   Passed    0.01 sec\n").empty());
  EXPECT_TRUE(failures_of_ctest("").empty());
}

TEST(Junit, EscapesAndCounts) {
  JobReport failed{"01_one", Kind::wrong, "a<b>", "", kFailed, {}, {}, {}, 1.5};
  failed.first_failure = {kFailed, "", "\"x\" & \033[31my", {"line <1>"}, {}, "again"};
  const JobReport skipped{"01_one", Kind::solution, "bench", "idle", kSkipped, {}, {}, {}, 0};
  const JobReport passed{"", Kind::files, "folders", "", kPassed, {}, {}, {}, 0};
  const auto xml = to_junit({{failed, skipped, passed}, 2});
  EXPECT_NE(xml.find("<testsuite name=\"01_one\" tests=\"2\" failures=\"1\" skipped=\"1\">"),
            std::string::npos)
      << xml;
  EXPECT_NE(xml.find("<testsuite name=\"project\" tests=\"1\" failures=\"0\""), std::string::npos);
  EXPECT_NE(xml.find("name=\"wrong.a&lt;b&gt;\""), std::string::npos) << xml;
  EXPECT_NE(xml.find("message=\"&quot;x&quot; &amp; [31my\""), std::string::npos) << xml;
  EXPECT_NE(xml.find("name=\"solution.bench.idle\""), std::string::npos) << xml;
  EXPECT_EQ(xml.find('\033'), std::string::npos);
}

TEST(Table, ShowsFailuresPerKind) {
  JobReport stub{"01_one", Kind::stub, "stub", "", kPassed, {}, {}, {}, 0};
  JobReport wrong{"01_one", Kind::wrong, "two", "", kFailed, {}, {}, {}, 0};
  wrong.first_failure = {kFailed, "pass", "expected race, got pass", {}, {}, "judge x"};
  const VerifyReport report{{stub, wrong}, 0};
  const Terminal plain(false, false, 80);
  EXPECT_NE(show_table(plain, report).find("0/1"), std::string::npos);
  const auto failures = show_failures(plain, report);
  EXPECT_NE(failures.find("FAILED 01_one wrong two: expected race, got pass"), std::string::npos)
      << failures;
  EXPECT_NE(failures.find("again: judge x"), std::string::npos) << failures;
}

}  // namespace
}  // namespace threadlings::runner::testing
