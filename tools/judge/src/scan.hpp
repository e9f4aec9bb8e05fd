// Looks through an answer for what would blind the checks.
//
// Purpose:        names a definition of `main`, of a sanitizer's, clock's or GoogleTest's symbol,
//                 or a sanitizer switched off in the source, before anything is run; reports uses
//                 that deserve a look, such as `_exit`.
// Limits:         code in the same address space can still forge a result on purpose. This finds
//                 accidents and the usual tricks, and shows what it found; it is no proof.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "threadlings/judge/verdict.hpp"

namespace threadlings {

struct Scan {
  std::vector<Place> forbidden;      // file, line (0 if only the symbol is known), what it is
  std::vector<std::string> notices;  // allowed, but worth a look
};

// `symbols` is the output of `nm -C` for the answer's objects.
Scan scan_symbols(const std::string& symbols);

// The source text of one answer file; `name` is what the places are to say.
Scan scan_source(const std::string& text, const std::string& name);

}  // namespace threadlings
