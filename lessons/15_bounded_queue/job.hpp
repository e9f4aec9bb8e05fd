// What a customer of the copy shop wants printed. You need not edit this.
#pragma once

struct Job {
  int number = 0;  // no two jobs have the same one

  bool operator==(const Job&) const = default;
};
