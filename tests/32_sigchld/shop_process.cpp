#include "shop_process.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <ostream>
#include <system_error>

#include "evidence.hpp"
#include "processes.hpp"

using evidence::page;
using processes::kPause;

namespace {

constexpr int kReturned = evidence::kReturned;
constexpr int kThrew = evidence::kThrew;

long progress() {
  return static_cast<long>(page->started) + page->reported + page->interruptions +
         page->signals_raised + page->ending;
}

}  // namespace

void PrintTo(Rest rest, std::ostream* out) {
  *out << (rest == Rest::asleep    ? "asleep until something happens"
           : rest == Rest::napping ? "asleep with a time-out"
           : rest == Rest::busy    ? "awake, again and again, although nothing happens"
                                   : "gone: its process has ended");
}

ShopProcess::ShopProcess(const Caller& caller) {
  evidence::begin();
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) {
    throw std::system_error(errno, std::generic_category(), "pipe");
  }
  orders_ = ends[1];
  orders_end_ = ends[0];  // as long as it is open, an order to a shop that has ended kills nobody

  // What the shop leaves behind when it is killed becomes our child, so that we can wait for it.
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  std::fflush(nullptr);
  shop_ = fork();
  if (shop_ < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (shop_ == 0) {
    setpgid(0, 0);
    close(ends[1]);
    call_shop(caller, ends[0]);
  }
  setpgid(shop_, shop_);  // both do it, so it is done for both
  becomes_true([] { return page->opened.load(); });
}

ShopProcess::~ShopProcess() {
  while (true) {
    ::kill(shop_, SIGKILL);
    ::kill(-shop_, SIGKILL);
    const pid_t ended = waitpid(-1, nullptr, WNOHANG);
    if (ended < 0) break;
    if (ended == 0) usleep(kPause);
  }
  prctl(PR_SET_CHILD_SUBREAPER, 0);
  close(orders_);
  close(orders_end_);
  evidence::end();
}

void ShopProcess::order(const std::string& orders) {
  [[maybe_unused]] const ssize_t written = write(orders_, orders.data(), orders.size());
}

void ShopProcess::end_orders() {
  close(orders_);
  orders_ = -1;
}

void ShopProcess::wait_until_over(pid_t process) const {
  if (process == 0) return;
  becomes_true([&] { return processes::is_over(process); });
  has_ended();  // a wait takes its turn behind the end of the other: now its parent has been told
}

void ShopProcess::finish(char order, int code) {
  evidence::open_gate(evidence::gate_of(order), code);
  wait_until_over(page->job(order).process);
}

void ShopProcess::kill(char order, int signal) {
  if (!has_started(order)) return;
  ::kill(page->job(order).process, signal);
  wait_until_over(page->job(order).process);
}

void ShopProcess::stop(char order) {
  if (!has_started(order)) return;
  ::kill(page->job(order).process, SIGSTOP);
  const pid_t process = page->job(order).process;
  becomes_true([&] { return processes::state_of(process) == 'T' || processes::is_over(process); });
  has_ended();  // see wait_until_over()
}

void ShopProcess::go_on(char order) {
  if (has_started(order)) ::kill(page->job(order).process, SIGCONT);
}

void ShopProcess::stop() {
  ::kill(shop_, SIGSTOP);
  siginfo_t state{};
  waitid(P_PID, static_cast<id_t>(shop_), &state, WSTOPPED | WEXITED | WNOWAIT);
}

void ShopProcess::go_on() {
  ::kill(shop_, SIGCONT);
}

void ShopProcess::interrupt() {
  const int before = page->interruptions;
  ::kill(shop_, SIGUSR1);
  becomes_true([&] { return page->interruptions > before; });
}

void ShopProcess::end_other_child() {
  evidence::open_gate(evidence::kOtherGate, 0);
  wait_until_over(page->other_child);
}

void ShopProcess::let_report_return() {
  evidence::open_gate(evidence::kReportGate, 0);
}

bool ShopProcess::has_ended() const {
  siginfo_t state{};
  return waitid(P_PID, static_cast<id_t>(shop_), &state, WEXITED | WNOHANG | WNOWAIT) != 0 ||
         state.si_pid != 0;
}

bool ShopProcess::becomes_true(const std::function<bool()>& condition) const {
  processes::Observation observation{shop_, progress};
  while (!condition()) {
    observation.look();
    if (observation.at_rest() || observation.busy() || has_ended()) return condition();
    usleep(kPause);
  }
  return true;
}

Rest ShopProcess::rests() const {
  processes::Observation observation{shop_, progress};
  while (!has_ended()) {
    observation.look();
    if (processes::waiting(shop_).has_timeout) return Rest::napping;
    if (observation.at_rest()) return Rest::asleep;
    if (observation.busy()) return Rest::busy;
    usleep(kPause);
  }
  return Rest::ended;
}

std::string ShopProcess::what_it_does() const {
  if (page->came_back != 0) {
    return "A child came back from run_shop, by return or by an exception. Now it would run on in "
           "its parent's code.";
  }
  const Rest rest = rests();
  if (rest == Rest::ended) {
    if (page->ending == kReturned) return "run_shop has returned.";
    if (page->ending == kThrew) return "run_shop has thrown an exception.";
    return "The shop's process has died.";
  }
  if (rest == Rest::busy) return "The shop is busy, although nothing happens.";
  const char* call = processes::waiting(shop_).call;
  return std::string{"The shop sleeps"} + (*call == '\0' ? "" : ", in ") + call + ".";
}

testing::AssertionResult ShopProcess::starts(char order) const {
  if (becomes_true([&] { return has_started(order); })) return testing::AssertionSuccess();
  return testing::AssertionFailure() << "Order " << order << " was not started. " << what_it_does();
}

testing::AssertionResult ShopProcess::reports(char order, int result) const {
  if (!becomes_true([&] { return has_reported(order); })) {
    return testing::AssertionFailure()
           << "The end of job " << order << " was not reported. " << what_it_does();
  }
  const evidence::SeenJob& job = page->job(order);
  if (job.reports == 1 && job.result == result) return testing::AssertionSuccess();
  if (job.reports > 1) {
    return testing::AssertionFailure() << "Job " << order << " was reported more than once.";
  }
  return testing::AssertionFailure() << "Job " << order << " was reported with the result "
                                     << job.result << ", but it was " << result << ".";
}

testing::AssertionResult ShopProcess::waits_in_report() const {
  if (becomes_true([] { return page->waits_in_report.load(); })) return testing::AssertionSuccess();
  return testing::AssertionFailure() << "Nothing was reported. " << what_it_does();
}

testing::AssertionResult ShopProcess::comes_to_an_end(int how) const {
  if (!becomes_true([&] { return page->ending != 0; }) || page->ending != how ||
      page->came_back != 0) {
    return testing::AssertionFailure()
           << "run_shop should have " << (how == kThrew ? "thrown" : "returned") << " now. "
           << what_it_does();
  }
  if (const std::string text = page->at_the_end.get(); !text.empty()) {
    return testing::AssertionFailure() << text;
  }
  return testing::AssertionSuccess();
}

testing::AssertionResult ShopProcess::returns() const {
  return comes_to_an_end(kReturned);
}

testing::AssertionResult ShopProcess::throws() const {
  return comes_to_an_end(kThrew);
}

bool ShopProcess::has_started(char order) const {
  return page->job(order).process != 0;
}

bool ShopProcess::has_reported(char order) const {
  return page->job(order).reports != 0;
}

bool ShopProcess::has_returned() const {
  return page->ending != 0;
}

bool ShopProcess::is_there(char order) const {
  return has_started(order) && processes::state_of(page->job(order).process) != '\0';
}

bool ShopProcess::other_child_is_there() const {
  return processes::state_of(page->other_child) != '\0';
}

int ShopProcess::times_reported() const {
  return page->reported;
}

int ShopProcess::most_at_once() const {
  return page->most_at_once;
}

std::string ShopProcess::in_order_of_start() const {
  const unsigned number = page->started;
  return {page->starts.begin(), page->starts.begin() + number};
}

std::string ShopProcess::printed() const {
  std::string text(4096, '\0');
  const ssize_t size = pread(evidence::output, text.data(), text.size(), 0);
  text.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
  return text;
}

std::string ShopProcess::done_to_signals() const {
  return page->to_signals.get();
}

std::string ShopProcess::done_to_jobs() const {
  return page->to_jobs.get();
}

std::string ShopProcess::done_by_handlers() const {
  return page->by_handlers.get();
}
