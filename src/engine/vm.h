#pragma once
// Vm: one QuickJS-NG instance (translated from Wasm) in its own reserved address range.
//
// A thin, typed face over the engine's C interface. It knows values, calls and jobs, not images or limits. All methods
// that run engine code may leave by a jump (wasm/guard.h): call them inside enter() and own nothing on the stack there.
//
// Source of the recipes: QuickJS-NG's quickjs.h; the package quickjs-wasi for the imports.

#include "base/bytes.h"
#include "base/error.h"
#include "engine/wasm/guard.h"

#include <qjs.h>

#include <memory>
#include <optional>
#include <span>
#include <string_view>

namespace nsl::engine {
class Vm;
}

// What the imports of the translated module get as their first argument.
struct Z_env_instance_t {
  nsl::engine::Vm* vm;
};
struct Z_wasi_snapshot_preview1_instance_t {
  nsl::engine::Vm* vm;
};

namespace nsl::engine {

// An offset in the linear memory. 0: none.
using Address = std::uint32_t;

// A JSValue of the engine (NaN boxing: tag in the upper half, number or address in the lower).
using Value = std::uint64_t;

inline constexpr Value make_value(int tag, std::uint32_t payload) {
  return static_cast<Value>(static_cast<std::uint32_t>(tag)) << 32 | payload;
}
inline constexpr Value kFalse = make_value(1, 0);
inline constexpr Value kTrue = make_value(1, 1);
inline constexpr Value kNull = make_value(2, 0);
inline constexpr Value kUndefined = make_value(3, 0);
inline constexpr Value kException = make_value(6, 0);
inline constexpr int tag_of(Value value) { return static_cast<int>(value >> 32); }
inline bool is_exception(Value value) { return tag_of(value) == 6; }

// What the engine asks its surroundings. Called from inside the VM, with the guard in its host section.
class VmHost {
 public:
  virtual ~VmHost() = default;
  // A native function was called. `arguments` are borrowed. Gives an owned value; kException after vm.throw_error().
  virtual Value call(Vm& vm, unsigned function, std::span<const Value> arguments) = 0;
  virtual std::int64_t now_ns() = 0;  // since 1970
  // A promise was rejected without handler (handled: a handler came later). Both values are owned by the host.
  virtual void rejection(Vm& vm, Value promise, Value reason, bool handled) = 0;
};

// Registers of the VM outside its memory.
struct Registers {
  std::uint32_t stack_pointer = 0;
  std::uint32_t pages = 0;  // of 64 KiB

  bool operator==(const Registers&) const = default;
};

// One thread at a time; may move between threads while it is not entered.
class Vm {
 public:
  // Reserves the range (4 GiB of address space, no memory). kUnavailable when the kernel refuses.
  static Result<std::unique_ptr<Vm>> create();
  ~Vm();
  Vm(const Vm&) = delete;
  Vm& operator=(const Vm&) = delete;

  // Puts the module's own initial state into the memory and starts the engine. Only for the base image.
  void boot(VmHost& host);
  // Makes room for an image instead; the caller fills the memory.
  void adopt(Registers registers, Address runtime, Address context);

  void set_host(VmHost* host) { host_ = host; }
  Guard& guard() { return guard_; }
  VmHost& host() { return *host_; }

  // --- memory -------------------------------------------------------------------------------------------------
  std::uint8_t* data() { return guard_.base; }
  std::size_t size() const { return instance_.w2c_memory.size; }
  Registers registers() const;
  void set_registers(Registers registers);
  void set_max_pages(std::uint32_t pages) { instance_.w2c_memory.max_pages = pages; }
  Address runtime() const { return runtime_; }
  Address context() const { return context_; }

  // A view of [address, address + length), or nothing when it does not lie inside the memory.
  std::optional<std::span<std::uint8_t>> view(Address address, std::size_t length);
  std::uint32_t read_u32(Address address) const;
  std::uint64_t read_u64(Address address) const;
  void write_u32(Address address, std::uint32_t value);
  void write_u64(Address address, std::uint64_t value);

  // malloc of the VM; these bytes do not count against the engine's limit. 0 when there is no more.
  Address allocate(std::size_t bytes);
  void release(Address address);
  // Takes for good what is free between live blocks. What is allocated later then lies together, on few pages.
  void start_afresh();
  Address put(std::string_view text);  // copied, with a zero byte behind; 0 when there is no room

  // --- values -------------------------------------------------------------------------------------------------
  Value new_string(std::string_view utf8);
  Value new_bytes(ByteView bytes);  // Uint8Array
  Value new_number(double number);
  Value dup(Value value);
  void free(Value value);
  // UTF-8 (WTF-8) of a value, by ToString. The view holds until release_text(). nullopt: it threw.
  std::optional<std::string_view> text_of(Value value);
  void release_text(std::string_view text);
  std::optional<ByteView> bytes_of(Value value);  // of a Uint8Array; borrowed
  std::optional<double> number_of(Value value);
  bool is_object(Value value) const { return tag_of(value) == -1; }
  bool is_string(Value value) const { return tag_of(value) == -7 || tag_of(value) == -6; }
  bool is_function(Value value);
  Value get(Value object, const char* name);
  void set(Value object, const char* name, Value value);  // takes the value
  Value new_object();
  Value new_native(unsigned function);
  Value global();

  // --- code ---------------------------------------------------------------------------------------------------
  Value eval_script(std::string_view source, const char* file_name);
  enum class CodeKind : std::uint32_t { kScript = 0, kModule = 1 };  // the engine's own flags
  // Bytecode without source text but with positions. Empty: the exception is pending.
  std::span<const std::uint8_t> compile(CodeKind kind, std::string_view source, const char* file_name);
  // Takes only what compile() of this build made: the engine does not check bytecode.
  Value run_script(std::span<const std::uint8_t> bytecode);
  struct Module {
    Value promise = kException;  // of its evaluation
    Value ns = kException;       // its namespace object
  };
  Module eval_module(std::span<const std::uint8_t> bytecode);
  Value call(Value function, std::span<const Value> arguments);
  Value take_exception();
  Value throw_error(std::string_view message);  // a TypeError; gives kException
  enum class PromiseState { kNone = -1, kPending = 0, kFulfilled = 1, kRejected = 2 };
  PromiseState promise_state(Value promise);
  Value promise_result(Value promise);

  // Runs one job. False: there was none. An exception that a job threw is given to `uncaught`.
  bool run_job(Value* uncaught);

  // --- limits -------------------------------------------------------------------------------------------------
  void set_memory_limit(std::uint32_t bytes);
  void set_stack_limit(std::uint32_t bytes);
  void set_gc_threshold(std::uint32_t bytes);
  void collect_garbage();

 private:
  Vm() = default;
  Z_quickjs_instance_t instance_{};
  Z_env_instance_t env_{this};
  Z_wasi_snapshot_preview1_instance_t wasi_{this};
  Guard guard_;
  VmHost* host_ = nullptr;
  Address runtime_ = 0;
  Address context_ = 0;
};

}  // namespace nsl::engine
