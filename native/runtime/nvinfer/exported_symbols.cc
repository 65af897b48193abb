#include "runtime/nvinfer/exported_symbols.h"

#include <dlfcn.h>
#include <elf.h>
#include <link.h>

#include <cstdint>

namespace runtime::nvinfer {
namespace {

struct SymbolTables {
  const ElfW(Sym) * symbols = nullptr;
  const char* names = nullptr;
  const std::uint32_t* hash = nullptr;      // DT_HASH
  const std::uint32_t* gnu_hash = nullptr;  // DT_GNU_HASH
};

SymbolTables tables_of(const link_map& map) {
  SymbolTables tables;
  for (const ElfW(Dyn)* entry = map.l_ld; entry->d_tag != DT_NULL; ++entry) {
    // glibc relocates these pointers in memory; other loaders leave offsets.
    const auto address = entry->d_un.d_ptr < map.l_addr ? entry->d_un.d_ptr + map.l_addr : entry->d_un.d_ptr;
    switch (entry->d_tag) {
      case DT_SYMTAB: tables.symbols = reinterpret_cast<const ElfW(Sym)*>(address); break;
      case DT_STRTAB: tables.names = reinterpret_cast<const char*>(address); break;
      case DT_HASH: tables.hash = reinterpret_cast<const std::uint32_t*>(address); break;
      case DT_GNU_HASH: tables.gnu_hash = reinterpret_cast<const std::uint32_t*>(address); break;
      default: break;
    }
  }
  return tables;
}

// ELF does not state the symbol table's length: it follows from the hash table.
std::size_t symbol_count(const SymbolTables& tables) {
  if (tables.hash) return tables.hash[1];
  if (!tables.gnu_hash) return 0;
  const std::uint32_t buckets = tables.gnu_hash[0];
  const std::uint32_t first_symbol = tables.gnu_hash[1];
  const std::uint32_t bloom_words = tables.gnu_hash[2];
  const auto* bloom = reinterpret_cast<const ElfW(Addr)*>(tables.gnu_hash + 4);
  const auto* bucket = reinterpret_cast<const std::uint32_t*>(bloom + bloom_words);
  const std::uint32_t* chain = bucket + buckets;
  std::uint32_t last = 0;
  for (std::uint32_t i = 0; i < buckets; ++i) last = bucket[i] > last ? bucket[i] : last;
  if (last < first_symbol) return first_symbol;
  while ((chain[last - first_symbol] & 1) == 0) ++last;  // the low bit ends a chain
  return last + std::size_t{1};
}

}  // namespace

std::vector<std::string> exported_functions(void* handle) {
  link_map* map = nullptr;
  if (dlinfo(handle, RTLD_DI_LINKMAP, &map) != 0 || !map || !map->l_ld) return {};
  const SymbolTables tables = tables_of(*map);
  if (!tables.symbols || !tables.names) return {};
  std::vector<std::string> functions;
  const std::size_t count = symbol_count(tables);
  for (std::size_t i = 1; i < count; ++i) {
    const ElfW(Sym)& symbol = tables.symbols[i];
    if (symbol.st_shndx != SHN_UNDEF && (symbol.st_info & 0xf) == STT_FUNC) {
      functions.emplace_back(tables.names + symbol.st_name);
    }
  }
  return functions;
}

}  // namespace runtime::nvinfer
