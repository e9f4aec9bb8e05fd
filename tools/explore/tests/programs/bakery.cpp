// explore: pass, complete
// Lamport's bakery: take a number, wait until it is the lowest.
#include <atomic>
#include <cassert>
#include <thread>
std::atomic<bool> entering[2];
std::atomic<int> number[2];
int inside = 0;
void lock(int i) {
  entering[i] = true;
  int mx = 0;
  for (auto& n : number) {
    int v = n;
    if (v > mx) mx = v;
  }
  number[i] = 1 + mx;
  entering[i] = false;
  for (int j = 0; j < 2; j++) {
    while (entering[j]) {
    }
    while (number[j] != 0 && (number[j] < number[i] || (number[j] == number[i] && j < i))) {
    }
  }
}
void w(int i) {
  lock(i);
  ++inside;
  assert(inside == 1);
  --inside;
  number[i] = 0;
}
int main() {
  std::thread a(w, 0), b(w, 1);
  a.join();
  b.join();
}
