#include "pointer.hpp"

#include <cxxabi.h>

#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "../runtime/symbols.hpp"

namespace threadlings::explorer {

namespace {

std::string demangled(const std::string& name) {
  char* readable = abi::__cxa_demangle(name.c_str(), nullptr, nullptr, nullptr);
  std::string result = readable ? readable : "";
  free(readable);
  return result;
}

// "std::atomic<std::shared_ptr<int> >::store(std::shared_ptr<int>, ...)" -> "store"
std::string_view member_of_atomic_pointer(std::string_view function) {
  if (function.rfind("std::atomic<std::shared_ptr<", 0) &&
      function.rfind("std::atomic<std::weak_ptr<", 0))
    return {};
  std::size_t at = function.find('<');
  for (int depth = 0; at < function.size(); ++at) {
    if (function[at] == '<') ++depth;
    if (function[at] == '>' && --depth == 0) break;
  }
  if (function.substr(at, 3) != ">::") return {};
  function.remove_prefix(at + 3);
  return function.substr(0, function.find('('));
}

std::optional<Op> operation_named(std::string_view member) {
  if (member == "load" || member == "wait") return Op::load;
  if (member == "store") return Op::store;
  if (member == "exchange") return Op::exchange;
  if (member.rfind("compare_exchange_", 0) == 0) return Op::cas;
  return std::nullopt;
}

bool is_atomic(Op op) {
  return op >= Op::load && op <= Op::cas;
}

}  // namespace

PointerOperation pointer_operation(const Event& event) {
  if (!is_atomic(event.op) && event.op != Op::read && event.op != Op::write) return {};
  bool locks = false;
  for (const void* pc : event.stack) {
    const std::string symbol = function_at(pc);
    if (symbol.find("_Sp_atomic") != symbol.npos &&
        symbol.find("_Atomic_count4lock") != symbol.npos)
      locks = true;
    if (symbol.find("St6atomicISt") == symbol.npos) continue;
    const auto operation = operation_named(member_of_atomic_pointer(demangled(symbol)));
    if (!operation) continue;
    const bool takes_the_lock = locks && event.op == Op::cas && event.has_after;
    return {takes_the_lock ? PointerStep::operation : PointerStep::detail, *operation};
  }
  return {};
}

}  // namespace threadlings::explorer
