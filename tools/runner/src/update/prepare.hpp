// An update, ready to be shown or applied: where it comes from, what it changes.
//
// Errors: throw RunnerError or UsageError; nothing in the tree has been changed then.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "update/plan.hpp"
#include "update/transaction.hpp"

namespace threadlings::runner {

struct UpdateSource {
  std::string place;             // archive, folder or URL; empty: where the clone came from
  bool replace_outside = false;  // --replace
  bool dry_run = false;          // write nothing, not even objects of git's
};

struct PreparedUpdate {
  std::string from;                  // for the learner
  bool nothing_new = false;          // the learner has all of it
  Plan plan;                         // with `blocked`, nothing may be applied
  std::string how_to_unblock;        // the lines to go on with then
  std::optional<HeadMove> head;      // of a clone
  std::vector<std::string> remarks;  // what else to say
};

// `scratch` is a folder to work in; it must live as long as the result.
PreparedUpdate prepare_update(const std::filesystem::path& root, const UpdateSource& source,
                              const std::filesystem::path& scratch);

}  // namespace threadlings::runner
