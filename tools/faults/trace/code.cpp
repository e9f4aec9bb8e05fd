#include "code.hpp"

#include <dlfcn.h>
#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <map>

#include "proc.hpp"
#include "registers.hpp"

namespace threadlings::faulting {

namespace {

constexpr std::size_t kMostOfStack = 4096, kMostAddresses = 12;

struct Program {
  std::uint64_t base = 0, low = 0, high = 0;  // of its code
};

int find_program(dl_phdr_info* info, std::size_t, void* into) {
  auto& program = *static_cast<Program*>(into);
  program.base = info->dlpi_addr;
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    const auto& header = info->dlpi_phdr[i];
    if (header.p_type != PT_LOAD || !(header.p_flags & PF_X)) continue;
    program.low = info->dlpi_addr + header.p_vaddr;
    program.high = program.low + header.p_memsz;
  }
  return 1;  // the program is the first
}

const Program& program() {
  static const Program found = [] {
    Program program;
    dl_iterate_phdr(find_program, &program);
    return program;
  }();
  return found;
}

bool is_return_address(std::uint64_t value) {
  return value > program().low + 8 && value < program().high && follows_call(value);
}

using Symbols = std::map<std::uint64_t, std::pair<std::uint64_t, std::string>>;

// Names of the program's own functions, for a libc that is linked into it.
Symbols read_symbols() {
  Symbols symbols;
  const int file = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  struct stat status;
  if (file < 0 || fstat(file, &status)) return symbols;
  const auto size = static_cast<std::size_t>(status.st_size);
  void* const map = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0);
  close(file);
  if (map == MAP_FAILED) return symbols;
  const char* const image = static_cast<const char*>(map);
  const auto* header = reinterpret_cast<const ElfW(Ehdr)*>(image);
  const auto* sections = reinterpret_cast<const ElfW(Shdr)*>(image + header->e_shoff);
  for (unsigned i = 0; i < header->e_shnum; ++i) {
    if (sections[i].sh_type != SHT_SYMTAB) continue;
    const char* names = image + sections[sections[i].sh_link].sh_offset;
    const auto* table = reinterpret_cast<const ElfW(Sym)*>(image + sections[i].sh_offset);
    for (std::size_t k = 0; k < sections[i].sh_size / sizeof *table; ++k)
      if (ELF64_ST_TYPE(table[k].st_info) == STT_FUNC && table[k].st_value)
        symbols[program().base + table[k].st_value] = {table[k].st_size, names + table[k].st_name};
  }
  munmap(map, size);
  return symbols;
}

}  // namespace

std::uint64_t load_address() {
  return program().base;
}

std::vector<std::uint64_t> stack_of(pid_t task, std::uint64_t stack_pointer) {
  std::uint64_t words[kMostOfStack / 8];
  const std::size_t count = read_memory(task, stack_pointer, words, sizeof words) / 8;
  std::vector<std::uint64_t> addresses;
  for (std::size_t i = 0; i < count && addresses.size() < kMostAddresses; ++i)
    if (is_return_address(words[i])) addresses.push_back(words[i]);
  return addresses;
}

std::string function_at(std::uint64_t address) {
  if (address < program().low || address >= program().high) {
    Dl_info info;
    return dladdr(reinterpret_cast<void*>(address), &info) && info.dli_sname ? info.dli_sname : "";
  }
  static const Symbols symbols = read_symbols();
  auto next = symbols.upper_bound(address - 1);
  if (next == symbols.begin()) return "";
  const auto& [begin, symbol] = *--next;
  return address - 1 < begin + symbol.first ? symbol.second : "";
}

namespace {

// glibc's own, between write() and the system call: they have no names that others can see, except
// in a program that glibc is linked into. (Asked at every call, of few different addresses.)
bool is_inside_wrapper(std::uint64_t address) {
  static std::map<std::uint64_t, bool> known;
  const auto [entry, is_new] = known.emplace(address, false);
  if (is_new) {
    const std::string name = function_at(address);
    entry->second = name.empty() || name.find("syscall_cancel") != name.npos;
  }
  return entry->second;
}

// The stretch of code that an address lies in.
struct Code {
  std::uint64_t address = 0, low = 0, high = 0;
};

int find_code(dl_phdr_info* info, std::size_t, void* into) {
  auto& code = *static_cast<Code*>(into);
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    const auto& header = info->dlpi_phdr[i];
    const std::uint64_t low = info->dlpi_addr + header.p_vaddr;
    if (header.p_type != PT_LOAD || !(header.p_flags & PF_X)) continue;
    if (code.address - low >= header.p_memsz) continue;
    code.low = low;
    code.high = low + header.p_memsz;
    return 1;
  }
  return 0;
}

const Code& code_around(std::uint64_t address) {
  static Code last;
  if (address - last.low >= last.high - last.low) {
    last = {address, 0, 0};
    dl_iterate_phdr(find_code, &last);
  }
  return last;
}

constexpr std::uint64_t kLongestInner = 512;  // bytes of code of such a function
constexpr std::size_t kMostWords = 16;        // of stack in its frame

// Where on the stack the function that `address` lies in will find its return address: one behind a
// call of it. 0: not found.
std::uint64_t return_slot(pid_t task, std::uint64_t address, std::uint64_t stack_pointer) {
  std::uint64_t words[kMostWords];
  const std::size_t count = read_memory(task, stack_pointer, words, sizeof words) / 8;
  const Code& code = code_around(address);
  constexpr std::uint64_t kLongestCall = 8;
  for (std::size_t i = 0; i < count; ++i) {
    if (words[i] < code.low + kLongestCall || words[i] >= code.high) continue;
    const std::uint64_t target = target_of_call(words[i]);
    if (target && target <= address && address - target < kLongestInner)
      return stack_pointer + i * sizeof words[0];
  }
  return 0;
}

}  // namespace

std::uint64_t caller_of_wrapper(pid_t task, std::uint64_t instruction_pointer,
                                std::uint64_t stack_pointer) {
  std::uint64_t address = instruction_pointer, stack = stack_pointer;
  while (is_inside_wrapper(address)) {
    const std::uint64_t slot = return_slot(task, address, stack);
    if (!slot) return caller_of(task, stack_pointer);
    address = read_value<std::uint64_t>(task, slot);
    stack = slot + 8;
  }
  if (address == instruction_pointer) return caller_of(task, stack_pointer);
  const int frame = frame_given_back(address);
  return frame < 0 ? address
                   : read_value<std::uint64_t>(task, stack + static_cast<unsigned>(frame));
}

}  // namespace threadlings::faulting
