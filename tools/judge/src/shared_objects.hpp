// What outlives the processes that made it: shared memory, semaphores and message queues.
//
// Thread safety:  plain functions.
// Errors:         what cannot be looked at is left out.
// Source:         shm_overview(7), sem_overview(7), mq_overview(7), sysvipc(7), proc(5).
#pragma once

#include <set>
#include <string>

namespace threadlings {

// "KIND NAME" of each that this user has: kind is `memory`, `semaphore` or `queue` for POSIX's,
// with a file's name, and `sysv-memory`, `sysv-semaphore`, `sysv-queue` for those of System V, with
// a number. In an IPC namespace, with a /dev/shm of its own, these are only those of the namespace.
std::set<std::string> shared_objects();

// "shared memory behind: /dev/shm/left. Who calls shm_unlink?", for the middle of a sentence.
std::string words_for_shared_object(const std::string& object);

}  // namespace threadlings
