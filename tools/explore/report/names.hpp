// Names for objects that have none in the symbol table: members, locals, what is on the heap.
//
// A guess for the reader's eye, made from the lines of source that use an object: the word that all
// of these lines have in common and others have not, or by the word that they assign to.
#pragma once

#include <string>
#include <vector>

#include "source.hpp"

namespace threadlings::explorer {

struct Usage {
  std::string known_as;       // a global's name; else ""
  std::vector<Line> lines;    // that use the object and are likely to name it
  std::vector<Line> writing;  // those of them that write to it
};

// One name for each, all different: "hits_", "mutex_ (2)", or "queue.hpp:12" if nothing better is
// found.
std::vector<std::string> names_of(const std::vector<Usage>& usages);

}  // namespace threadlings::explorer
