#include "fault.hpp"

#include <cerrno>
#include <cstring>

namespace threadlings::faulting {

std::string Fault::what() const {
  switch (kind) {
    case FaultKind::error: {
      const char* name = strerrorname_np(error);
      return name ? name : std::to_string(error);
    }
    case FaultKind::short_transfer:
      return "short";
    case FaultKind::killed:
      return "killed";
    case FaultKind::delayed:
      return "delayed";
    case FaultKind::none:
      break;
  }
  return "none";
}

std::string Fault::token() const {
  const char* letter = order == Order::child_first ? "f:" : "p:";
  if (kind == FaultKind::none) return std::string(letter) + "none";
  return letter + process + "." + std::to_string(call) + ":" + what();
}

Order order_of_token(const std::string& token) {
  return token.rfind("p:", 0) == 0 ? Order::parent_first : Order::child_first;
}

bool is_token(const std::string& text) {
  return text.rfind("f:", 0) == 0 || text.rfind("p:", 0) == 0;
}

}  // namespace threadlings::faulting
