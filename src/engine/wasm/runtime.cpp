// The functions that the translated C calls (wasm-rt.h): memory, the function table, types and traps. Debian's own
// library for this has one global jump buffer and one signal stack and leaks address space, so it is not linked.

#include "base/check.h"
#include "engine/wasm/guard.h"

#include <wasm-rt.h>

#include <cstdarg>
#include <vector>

#include <sys/mman.h>

namespace nsl::engine {
namespace {

// Function types are compared by number; equal types get equal numbers. Filled once, before any thread starts.
std::vector<std::vector<int>>& function_types() {
  static std::vector<std::vector<int>> types;
  return types;
}

}  // namespace
}  // namespace nsl::engine

using nsl::engine::current_guard;
using nsl::engine::Exit;
using nsl::engine::Guard;
using nsl::engine::Where;

extern "C" {

bool wasm_rt_is_initialized(void) { return true; }

void wasm_rt_init(void) {}

void wasm_rt_trap(wasm_rt_trap_t code) {
  Guard* const guard = current_guard();
  NSL_CHECK(guard != nullptr);
  guard->trap_code = static_cast<int>(code);
  leave(*guard, Exit::kTrap);
}

uint32_t wasm_rt_register_func_type(uint32_t params, uint32_t results, ...) {
  std::vector<int> type{static_cast<int>(params), static_cast<int>(results)};
  va_list list;
  va_start(list, results);
  for (uint32_t i = 0; i < params + results; ++i) type.push_back(va_arg(list, int));
  va_end(list);
  auto& types = nsl::engine::function_types();
  for (size_t i = 0; i < types.size(); ++i) {
    if (types[i] == type) return static_cast<uint32_t>(i + 1);
  }
  types.push_back(std::move(type));
  return static_cast<uint32_t>(types.size());
}

// The range is reserved by the VM before it instantiates the module (Vm::create); here it is only opened.
void wasm_rt_allocate_memory(wasm_rt_memory_t* memory, uint32_t initial_pages, uint32_t) {
  Guard* const guard = current_guard();
  NSL_CHECK(guard != nullptr && guard->base != nullptr);
  const size_t size = size_t{initial_pages} << 16;
  NSL_CHECK(mprotect(guard->base, size, PROT_READ | PROT_WRITE) == 0);
  memory->data = guard->base;
  memory->pages = initial_pages;
  memory->max_pages = 0xFFFF;
  memory->size = static_cast<uint32_t>(size);
}

uint32_t wasm_rt_grow_memory(wasm_rt_memory_t* memory, uint32_t delta) {
  Guard& guard = *current_guard();
  const Where before = guard.where.exchange(Where::kInHost, std::memory_order_relaxed);
  const uint32_t old_pages = memory->pages;
  const uint64_t new_pages = uint64_t{old_pages} + delta;
  uint32_t result = old_pages;
  if (new_pages > memory->max_pages ||
      (delta != 0 && mprotect(memory->data + (size_t{old_pages} << 16), size_t{delta} << 16, PROT_READ | PROT_WRITE) != 0)) {
    result = 0xFFFF'FFFF;
  } else {
    memory->pages = static_cast<uint32_t>(new_pages);
    memory->size = static_cast<uint32_t>(new_pages << 16);
  }
  guard.where.store(before, std::memory_order_relaxed);
  return result;
}

void wasm_rt_free_memory(wasm_rt_memory_t*) {}  // the range belongs to the VM

void wasm_rt_allocate_funcref_table(wasm_rt_funcref_table_t* table, uint32_t elements, uint32_t max_elements) {
  table->data = static_cast<wasm_rt_funcref_t*>(calloc(elements, sizeof(wasm_rt_funcref_t)));
  NSL_CHECK(table->data != nullptr);
  table->size = elements;
  table->max_size = max_elements;
}

void wasm_rt_free_funcref_table(wasm_rt_funcref_table_t* table) { free(table->data); }

}  // extern "C"
