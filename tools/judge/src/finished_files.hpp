// Links only with libraries that are complete.
//
// Purpose:        the explorer and the fault explorer are part of this project. While somebody
//                 builds them anew, their archive is missing or half written, and a link that fails
//                 for that is no fault of the answer.
// Thread safety:  plain function.
// Errors:         throws EnvironmentError if one of them is not finished within half a minute.
#pragma once

#include <filesystem>
#include <functional>
#include <vector>

#include "command.hpp"

namespace threadlings {

// Runs `build`. If it fails although `files` were being written, waits until they are finished and
// runs it again.
CommandResult with_finished_files(const std::vector<std::filesystem::path>& files,
                                  const std::function<CommandResult()>& build);

}  // namespace threadlings
