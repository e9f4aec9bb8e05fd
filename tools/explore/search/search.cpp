#include "search.hpp"

namespace threadlings::explorer {

namespace {

bool gives_way(const Action& action) {
  return action.op == Op::yield || action.op == Op::sleep;
}

}  // namespace

unsigned preferred(const Menu& menu, std::uint64_t among) {
  if (has(among, menu.current) && !gives_way(*menu.action(menu.current))) return menu.current;
  std::uint64_t above = menu.current == 63 ? 0 : among >> (menu.current + 1) << (menu.current + 1);
  return lowest(above ? above : among);
}

}  // namespace threadlings::explorer
