// What a memory order promises, as compilers pass it to the hooks.
#pragma once

namespace threadlings::explorer {

inline bool acquires(int order) {
  order &= 0xFF;
  return order == __ATOMIC_ACQUIRE || order == __ATOMIC_CONSUME || order == __ATOMIC_ACQ_REL ||
         order == __ATOMIC_SEQ_CST;
}
inline bool releases(int order) {
  order &= 0xFF;
  return order == __ATOMIC_RELEASE || order == __ATOMIC_ACQ_REL || order == __ATOMIC_SEQ_CST;
}
inline bool is_seq_cst(int order) {
  return (order & 0xFF) == __ATOMIC_SEQ_CST;
}

}  // namespace threadlings::explorer
