#include "library_state.hpp"

#include <link.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "runtime.hpp"

namespace threadlings::explorer {

namespace {

STATE char* low;
STATE std::size_t size;
STATE char* snapshot;

std::uintptr_t end_of_jump_table(const dl_phdr_info* info, const ElfW(Dyn) * entry) {
  std::uintptr_t table = 0, bytes = 0;
  for (; entry->d_tag != DT_NULL; ++entry) {
    if (entry->d_tag == DT_PLTGOT) table = entry->d_un.d_ptr;
    if (entry->d_tag == DT_PLTRELSZ) bytes = entry->d_un.d_val;
  }
  if (table && table < info->dlpi_addr) table += info->dlpi_addr;
  // One address for each relocation, after three for the loader.
  return table ? table + 3 * sizeof(void*) + bytes / sizeof(ElfW(Rela)) * sizeof(void*) : 0;
}

// Behind what the loader has made read-only, and what it fills in on first calls.
int find_data(dl_phdr_info* info, std::size_t, void*) {
  if (!strstr(info->dlpi_name, "libstdc++")) return 0;
  std::uintptr_t begin = 0, end = 0;
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    const auto& header = info->dlpi_phdr[i];
    const std::uintptr_t address = info->dlpi_addr + header.p_vaddr;
    if (header.p_type == PT_LOAD && header.p_flags & PF_W) {
      if (address > begin) begin = address;
      end = address + header.p_memsz;
    } else if (header.p_type == PT_GNU_RELRO) {
      // Protected are whole pages only.
      const std::uintptr_t page = (address + header.p_memsz) & ~std::uintptr_t{4095};
      if (page > begin) begin = page;
    } else if (header.p_type == PT_DYNAMIC) {
      const auto table = end_of_jump_table(info, reinterpret_cast<const ElfW(Dyn)*>(address));
      if (table > begin) begin = table;
    }
  }
  if (end <= begin) return 0;
  low = reinterpret_cast<char*>(begin);
  size = end - begin;
  return 1;
}

}  // namespace

void save_library_state() {
  if (!low) dl_iterate_phdr(find_data, nullptr);
  if (!low) return;
  if (!snapshot) snapshot = static_cast<char*>(malloc(size));
  memcpy(snapshot, low, size);
}

void restore_library_state() {
  if (low && memcmp(low, snapshot, size)) memcpy(low, snapshot, size);
}

}  // namespace threadlings::explorer
