#include "symbols.hpp"

#include <cxxabi.h>
#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <vector>

#include "atomic_wait.hpp"
#include "runtime.hpp"

namespace threadlings::explorer {

namespace {

struct Symbol {
  std::uintptr_t low, high;
  const char* name;
};
STATE std::vector<Symbol>* functions;
STATE std::vector<Symbol>* variables;
STATE std::uintptr_t base;
STATE const char* image;  // the program's file, mapped

// std::_Sp_atomic<...>::_Atomic_count::unlock and _M_wait_unlock
bool gives_pointer_back(std::string_view name) {
  return name.find("_Sp_atomic") != name.npos &&
         (name.find("_Atomic_count6unlock") != name.npos ||
          name.find("_Atomic_count14_M_wait_unlock") != name.npos);
}

void classify(const Symbol& symbol) {
  std::string_view name = symbol.name;
  if (gives_pointer_back(name) && rt.pointer_unlocks < kMaxPointerUnlocks)
    rt.pointer_unlock[rt.pointer_unlocks++] = {symbol.low, symbol.high};
  if (name == "_ZZNSt8__detail18__waiter_pool_base6_S_forEPKvE3__w") {
    rt.pool_low = symbol.low;
    rt.pool_high = symbol.high;
  }
  // std::__atomic_wait_address..., std::__atomic_notify_address...
  auto prefix = name.substr(0, 4) == "_ZSt" ? name.find("__atomic_") : name.npos;
  if (prefix > 8) return;
  name.remove_prefix(prefix);
  if (name.rfind("__atomic_wait_address", 0) && name.rfind("__atomic_notify_address", 0)) return;
  add_atomic_wait(symbol.low, symbol.high, name.find("semaphore") != name.npos);
}

void read_table(const ElfW(Shdr) & table, const char* names) {
  auto* symbols = reinterpret_cast<const ElfW(Sym)*>(image + table.sh_offset);
  for (std::size_t i = 0; i < table.sh_size / sizeof *symbols; ++i) {
    const auto& s = symbols[i];
    int type = ELF64_ST_TYPE(s.st_info);
    if (!s.st_value || !s.st_size || (type != STT_FUNC && type != STT_OBJECT)) continue;
    Symbol symbol{base + s.st_value, base + s.st_value + s.st_size, names + s.st_name};
    (type == STT_FUNC ? functions : variables)->push_back(symbol);
    classify(symbol);
  }
}

const Symbol* find(const std::vector<Symbol>& symbols, std::uintptr_t address) {
  auto next = std::upper_bound(symbols.begin(), symbols.end(), address,
                               [](std::uintptr_t a, const Symbol& s) { return a < s.low; });
  if (next == symbols.begin()) return nullptr;
  const Symbol& symbol = *--next;
  return address < symbol.high ? &symbol : nullptr;
}

int find_code(dl_phdr_info* info, std::size_t, void* first) {
  const bool program = *static_cast<bool*>(first);
  *static_cast<bool*>(first) = false;
  if (!program && !strstr(info->dlpi_name, "libstdc++")) return 0;
  if (program) base = info->dlpi_addr;
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    const auto& header = info->dlpi_phdr[i];
    if (header.p_type != PT_LOAD || !(header.p_flags & PF_X)) continue;
    (program ? rt.program_low : rt.library_low) = info->dlpi_addr + header.p_vaddr;
    (program ? rt.program_high : rt.library_high) =
        info->dlpi_addr + header.p_vaddr + header.p_memsz;
  }
  return 0;
}

}  // namespace

void set_up_symbols() {
  bool first = true;
  dl_iterate_phdr(find_code, &first);
  functions = new std::vector<Symbol>;
  variables = new std::vector<Symbol>;
  int file = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  struct stat status;
  if (file < 0 || fstat(file, &status)) return;
  void* map =
      mmap(nullptr, static_cast<std::size_t>(status.st_size), PROT_READ, MAP_PRIVATE, file, 0);
  close(file);
  if (map == MAP_FAILED) return;
  image = static_cast<const char*>(map);
  auto* header = reinterpret_cast<const ElfW(Ehdr)*>(image);
  auto* sections = reinterpret_cast<const ElfW(Shdr)*>(image + header->e_shoff);
  for (int i = 0; i < header->e_shnum; ++i)
    if (sections[i].sh_type == SHT_SYMTAB)
      read_table(sections[i], image + sections[sections[i].sh_link].sh_offset);
  auto by_address = [](const Symbol& a, const Symbol& b) { return a.low < b.low; };
  std::stable_sort(functions->begin(), functions->end(), by_address);
  std::stable_sort(variables->begin(), variables->end(), by_address);
}

std::string function_at(const void* pc) {
  const Symbol* symbol = find(*functions, reinterpret_cast<std::uintptr_t>(pc) - 1);
  return symbol ? symbol->name : "";
}

std::string variable_at(std::uintptr_t address) {
  const Symbol* symbol = find(*variables, address);
  if (!symbol) return "";
  int status = 0;
  if (symbol->name[0] != '_' || symbol->name[1] != 'Z') return symbol->name;  // "x" is no type
  char* readable = abi::__cxa_demangle(symbol->name, nullptr, nullptr, &status);
  std::string name = readable ? readable : symbol->name;
  free(readable);
  return name;
}

std::uint64_t build_hash() {
  std::uint64_t hash = 0xCBF29CE484222325;  // FNV-1a
  for (auto p = rt.program_low; p + 8 <= rt.program_high; p += 8) {
    std::uint64_t word;
    memcpy(&word, reinterpret_cast<const void*>(p), 8);
    hash = (hash ^ word) * 0x100000001B3;
  }
  return hash;
}

std::uintptr_t load_address() {
  return base;
}

}  // namespace threadlings::explorer
