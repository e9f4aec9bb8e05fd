// Looks at processes from outside: how the tests know what has happened without asking the clock.
//
// How:            proc(5). A process rests from one look to the next if all its threads sleep, if
// it
//                 has used no processor time, and if its counts of context switches are the same.
// Thread safety:  none needed; each process looks for itself.
#pragma once

#include <sys/types.h>

#include <functional>

// Ended, and perhaps collected as well.
bool has_ended(pid_t process);

bool is_stopped(pid_t process);

// How often it, or one of its threads, has given up its processor in order to wait.
long times_asleep(pid_t process);

// All its threads sleep at this moment, or are about to.
bool is_asleep(pid_t process);

// Processor time that it has used up to now.
double cpu_seconds(pid_t process);

// Waits for `condition`, which `process` is to bring about. Gives up, and returns false, when that
// process is gone, when it has rested for so many looks in a row, or when it has run for long
// enough and often enough to show that it will not do it. How fast the machine is makes no
// difference: who has been woken does not rest, even if it has to wait for a processor. Many looks
// are there for those who take a nap now and then.
bool comes_true(const std::function<bool()>& condition, pid_t process, int looks_at_rest = 600);
