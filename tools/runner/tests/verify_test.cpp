#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

#include "support.hpp"
#include "verify/cost.hpp"
#include "verify/execute.hpp"
#include "verify/junit.hpp"
#include "verify/plan.hpp"
#include "verify/preparation.hpp"
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

JobReport job_of(const std::string& lesson, Kind kind, const std::string& name,
                 const std::string& check, double cpu_seconds) {
  JobReport job{lesson, kind, name, "", kPassed, {}, {}, {}, 0};
  job.check = check;
  job.cpu_seconds = cpu_seconds;
  return job;
}

VerifyReport report_with_costs() {
  VerifyReport report;
  report.jobs = {job_of("01_one", Kind::solution, "test", "test", 3),
                 job_of("01_one", Kind::wrong, "naps", "explore", 5),
                 job_of("02_two", Kind::solution, "test", "test", 1),
                 job_of("02_two", Kind::files, "chapter", "", 0.25),
                 job_of("", Kind::tools, "tools", "", 20)};
  report.shared = {{"explore", 2}, {"test", 4}};
  report.unit_seconds = 0.5;
  return report;
}

TEST(Cost, IsSummedByLessonAndByCheck) {
  const auto costs = costs_of(report_with_costs());
  ASSERT_EQ(costs.lessons.size(), 2u);
  EXPECT_EQ(costs.lessons[0].name, "01_one");
  EXPECT_EQ(costs.lessons[0].cpu_seconds, 8);
  EXPECT_EQ(costs.lessons[1].cpu_seconds, 1.25);
  ASSERT_EQ(costs.checks.size(), 2u) << "files and tools are no check's";
  EXPECT_EQ(costs.checks[0].name, "test");
  EXPECT_EQ(costs.checks[0].cpu_seconds, 4);
  EXPECT_EQ(costs.tools, 20);
  EXPECT_EQ(costs.shared, 6);
  EXPECT_EQ(costs.units(8), 16);
}

TEST(Cost, NamesTheTenDearestJobs) {
  auto report = report_with_costs();
  for (int i = 0; i < 12; ++i) {
    report.jobs.push_back(job_of("03_three", Kind::wrong, "w" + std::to_string(i), "test", i));
  }
  const auto costs = costs_of(report);
  ASSERT_EQ(costs.dearest.size(), 10u);
  EXPECT_EQ(costs.dearest[0].name, "project tools");
  EXPECT_EQ(costs.dearest[1].name, "03_three wrong w11");
}

TEST(Cost, OfALessonHasABound) {
  auto report = report_with_costs();
  auto costs = costs_of(report);
  EXPECT_EQ(too_dear(costs, costs.lessons[0], 0), "") << "no bound";
  EXPECT_EQ(too_dear(costs, costs.lessons[0], 16), "");
  EXPECT_NE(too_dear(costs, costs.lessons[0], 15).find("costs 16.0 u"), std::string::npos);
  report.unit_seconds = 0;
  costs = costs_of(report);
  EXPECT_NE(too_dear(costs, costs.lessons[0], 16).find("could not be measured"), std::string::npos);
}

TEST(Cost, IsShownInSecondsAndUnits) {
  const auto text = show_costs(costs_of(report_with_costs()));
  EXPECT_NE(text.find("1 u = 0.50 CPU s"), std::string::npos) << text;
  EXPECT_NE(text.find("  01_one                        8.0     16.0\n"), std::string::npos) << text;
  EXPECT_NE(text.find("20.0     40.0  project tools\n"), std::string::npos) << text;
  EXPECT_NE(text.find("(all)                        35.2     70.5\n"), std::string::npos) << text;
}

TEST(Cost, CountsWhatAJobDoesInTheRunnerItself) {
  const auto work = [] {
    for (volatile int turns = 0; turns < 1'000'000;) turns = turns + 1;
    return RunResult{kPassed, {}, {}, {}, {}, {}, 2.0};
  };
  const auto reports = execute({job_with("a", work, 2)}, 2, {});
  EXPECT_GT(reports[0].cpu_seconds, 4.0) << "two seconds of its children in each of two runs";
}

TEST(Unit, IsReadFromWhatTheJudgeSays) {
  EXPECT_EQ(
      header_seconds_in(R"({"version":1,"check":"explore","header_seconds":0.25})", "explore"),
      0.25);
  for (const auto* text :
       {"", "nonsense", "[]", R"({"version":2,"check":"explore","header_seconds":0.25})",
        R"({"version":1,"check":"test","header_seconds":0.25})",
        R"({"version":1,"check":"explore","header_seconds":"much"})"}) {
    EXPECT_FALSE(header_seconds_in(text, "explore")) << text;
  }
}

TEST_F(Verify, PreparesTheChecksOfItsLessonsFirst) {
  VerifyReport report;
  prepare_checks(project_.context(), {project_.lesson("01_one")}, report);
  ASSERT_EQ(report.shared.size(), 3u) << "explore for the unit, test, tsan";
  EXPECT_EQ(report.shared[1].check, "test");
  EXPECT_EQ(report.unit_seconds, 0.5);
}

TEST(Junit, TellsTheCosts) {
  const auto xml = to_junit(report_with_costs());
  const auto lesson = xml.substr(xml.find("<testsuite name=\"01_one\""));
  EXPECT_LT(lesson.find("<property name=\"cpu_seconds\" value=\"8.000\"/>"),
            lesson.find("<testcase"))
      << xml;
  for (const auto* property :
       {"name=\"units\" value=\"16.0\"", "name=\"unit_seconds\" value=\"0.500\"",
        "name=\"check.explore.cpu_seconds\" value=\"5.000\"", "name=\"tools.units\" value=\"40.0\"",
        "name=\"dearest.2.name\" value=\"01_one wrong naps\"",
        "name=\"dearest.2.units\" value=\"10.0\""}) {
    EXPECT_NE(xml.find(property), std::string::npos) << property << "\n" << xml;
  }
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
