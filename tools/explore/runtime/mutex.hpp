// Mutexes, for those who lock them on others' behalf (condition variables).
#pragma once

#include <pthread.h>

#include "runtime.hpp"

namespace threadlings::explorer {

int lock(pthread_mutex_t* mutex, std::int64_t deadline, const void* pc);
void take(Sync& mutex, const void* pc);
void give(Sync& mutex);  // no step of its own
bool is_free(const Thread& self);

}  // namespace threadlings::explorer
