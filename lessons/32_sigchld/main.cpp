// A print shop with four printers. Customers leave their orders in a letter box: a pipe.
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "shop.hpp"

namespace {

constexpr int kPrinters = 4;
constexpr useconds_t kTick = 20'000;  // microseconds
constexpr unsigned kPatience = 2;     // seconds

int awaited = 0;  // in the shop's process: how many posters the customers wait for

// Runs in the child. The letters take different times.
int print_poster(char order) {
  if (order == 'X') raise(SIGKILL);  // a paper jam
  usleep(kTick * (1 + static_cast<useconds_t>(order) % 3));
  return 0;
}

// Runs in the shop. Meanwhile other posters get ready.
void tell_the_customer(char order, int result) {
  --awaited;
  if (result == 0) {
    std::printf("  %c is ready.", order);
  } else {
    std::printf("  %c went wrong: %d.", order, result);
  }
  std::printf("  (%d to go)\n", awaited);
  usleep(2 * kTick);
}

// A signal handler. It may run at any moment, so it uses write, and not printf.
void close_for_today(int) {
  constexpr std::string_view kText =
      "\nThe shop has been asleep for two seconds, and customers are waiting for their posters.\n"
      "Their jobs have ended, but nobody has noticed.\n";
  [[maybe_unused]] const ssize_t written = write(STDOUT_FILENO, kText.data(), kText.size());
  _exit(1);
}

// A child of its own that drops letters into the box, a few at a time.
pid_t start_customers(int orders, std::string_view text) {
  const pid_t process = fork();
  if (process != 0) return process;
  for (const char letter : text) {
    [[maybe_unused]] const ssize_t written = write(orders, &letter, 1);
    if (letter == 'L' || letter == 'X') usleep(3 * kTick);
  }
  _exit(0);
}

}  // namespace

int main() {
  constexpr std::string_view kOrders = "THREADLINGSXPOSTERS";
  std::setvbuf(stdout, nullptr, _IOLBF, BUFSIZ);
  std::printf("The shop has %d printers. The customers order %s.\n\n", kPrinters, kOrders.data());
  awaited = static_cast<int>(kOrders.size());

  std::array<int, 2> box{};
  if (pipe(box.data()) != 0) return EXIT_FAILURE;
  const pid_t customers = start_customers(box[1], kOrders);
  close(box[1]);

  std::signal(SIGALRM, close_for_today);
  alarm(kPatience);
  run_shop(box[0], kPrinters, print_poster, tell_the_customer);
  alarm(0);

  close(box[0]);
  if (waitpid(customers, nullptr, 0) != customers) {
    std::printf("\nThe customers were the caller's child, and the shop has waited for them.\n");
  }
  std::printf("\nAll posters are done, and the shop is closed.\n");
}
