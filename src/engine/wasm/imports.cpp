// The imports of the Wasm module: what QuickJS asks of its surroundings. Each enters a host section, so that a stop
// signal waits until the answer is complete.

#include "engine/vm.h"

#include <array>
#include <cstring>

namespace {

using nsl::engine::Address;
using nsl::engine::HostSection;
using nsl::engine::Value;
using nsl::engine::Vm;

constexpr std::uint32_t kArgumentsMax = 8;
constexpr std::uint32_t kWasiOk = 0;
constexpr std::uint32_t kWasiBadDescriptor = 8;
constexpr char kFirstName = '0';  // see Vm::new_native

// A handle is the address of a box that holds one value. 0 makes the engine look for the pending exception.
Address box(Vm& vm, Value value) {
  if (nsl::engine::is_exception(value)) return 0;
  const Address address = vm.allocate(sizeof(Value));
  if (address != 0) vm.write_u64(address, value);
  return address;
}

}  // namespace

extern "C" {

u32 Z_envZ_host_call(Z_env_instance_t* env, u32 name, u32, u32, u32 count, u32 arguments) {
  Vm& vm = *env->vm;
  HostSection section(vm.guard());
  std::array<Value, kArgumentsMax> values;
  values.fill(nsl::engine::kUndefined);
  const u32 used = count < kArgumentsMax ? count : kArgumentsMax;
  for (u32 i = 0; i < used; ++i) values[i] = vm.read_u64(vm.read_u32(arguments + 4 * i));
  const auto function = static_cast<unsigned>(vm.data()[name] - kFirstName);
  const Value result = vm.host().call(vm, function, values);
  const u32 handle = box(vm, result);
  section.end();
  return handle;
}

u32 Z_envZ_host_interrupt(Z_env_instance_t* env) {
  // Leaving here cannot be caught by the author's code, unlike an "interrupted" exception.
  check_deadlines(env->vm->guard());
  return 0;
}

u32 Z_envZ_host_get_timezone_offset(Z_env_instance_t*, u32, u32) { return 0; }  // every VM lives in UTC

u32 Z_envZ_host_module_load(Z_env_instance_t*, u32, u32) { return 0; }  // the loader is not switched on

u32 Z_envZ_host_module_normalize(Z_env_instance_t*, u32, u32) { return 0; }

void Z_envZ_host_promise_rejection(Z_env_instance_t* env, u32 promise, u32 reason, u32 handled) {
  Vm& vm = *env->vm;
  HostSection section(vm.guard());
  vm.host().rejection(vm, vm.read_u64(promise), vm.read_u64(reason), handled != 0);
  section.end();
}

u32 Z_wasi_snapshot_preview1Z_clock_time_get(Z_wasi_snapshot_preview1_instance_t* wasi, u32, u64, u32 result) {
  Vm& vm = *wasi->vm;
  vm.write_u64(result, static_cast<u64>(vm.host().now_ns()));
  return kWasiOk;
}

// Asked for once, while the engine starts; what a run sees as random comes from its seed.
u32 Z_wasi_snapshot_preview1Z_random_get(Z_wasi_snapshot_preview1_instance_t* wasi, u32 address, u32 length) {
  Vm& vm = *wasi->vm;
  if (const auto bytes = vm.view(address, length)) std::memset(bytes->data(), 0x42, bytes->size());
  return kWasiOk;
}

u32 Z_wasi_snapshot_preview1Z_fd_close(Z_wasi_snapshot_preview1_instance_t*, u32) { return kWasiBadDescriptor; }
u32 Z_wasi_snapshot_preview1Z_fd_fdstat_get(Z_wasi_snapshot_preview1_instance_t*, u32, u32) { return kWasiBadDescriptor; }
u32 Z_wasi_snapshot_preview1Z_fd_seek(Z_wasi_snapshot_preview1_instance_t*, u32, u64, u32, u32) { return kWasiBadDescriptor; }
u32 Z_wasi_snapshot_preview1Z_fd_write(Z_wasi_snapshot_preview1_instance_t*, u32, u32, u32, u32) { return kWasiBadDescriptor; }

}  // extern "C"
