#include "engine/vm.h"

#include "base/check.h"

#include <cstring>

#include <sys/mman.h>

namespace nsl::engine {
namespace {

// Flags of the engine's compile and read functions (quickjs.h, quickjs-wasi).
constexpr std::uint32_t kEvalScript = 0;
constexpr std::uint32_t kStripSource = 16;
constexpr std::uint32_t kReadBytecode = 1;

// Native functions are told apart by a name of one character, counted from this one.
constexpr char kFirstName = '0';

}  // namespace

Result<std::unique_ptr<Vm>> Vm::create() {
  std::unique_ptr<Vm> vm(new Vm);
  void* const base =
      mmap(nullptr, kReserved, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (base == MAP_FAILED) {
    return fail(ErrorCode::kUnavailable,
                "cannot reserve 4 GiB of address space for a VM; raise the limit (ulimit -v unlimited)");
  }
  vm->guard_.base = static_cast<std::uint8_t*>(base);
  Guard* const outer = std::exchange(current_guard(), &vm->guard_);
  Z_quickjs_instantiate(&vm->instance_, &vm->env_, &vm->wasi_);
  current_guard() = outer;
  return vm;
}

Vm::~Vm() {
  Z_quickjs_free(&instance_);
  munmap(guard_.base, kReserved);
  if (current_guard() == &guard_) current_guard() = nullptr;
}

void Vm::boot(VmHost& host) {
  host_ = &host;
  Z_quickjsZ__initialize(&instance_);
  NSL_CHECK(Z_quickjsZ_qjs_init(&instance_) == 0);
  Z_quickjsZ_qjs_set_interrupt_handler(&instance_, 1);
  Z_quickjsZ_qjs_set_promise_rejection_handler(&instance_, 1);
  runtime_ = Z_quickjsZ_qjs_get_runtime_ptr(&instance_);
  context_ = Z_quickjsZ_qjs_get_context_ptr(&instance_);
}

void Vm::adopt(Registers registers, Address runtime, Address context) {
  set_registers(registers);
  runtime_ = runtime;
  context_ = context;
}

Registers Vm::registers() const { return {instance_.w2c___stack_pointer, instance_.w2c_memory.pages}; }

void Vm::set_registers(Registers registers) {
  instance_.w2c___stack_pointer = registers.stack_pointer;
  instance_.w2c_memory.pages = registers.pages;
  instance_.w2c_memory.size = registers.pages << 16;
}

std::optional<std::span<std::uint8_t>> Vm::view(Address address, std::size_t length) {
  if (address > size() || length > size() - address) return std::nullopt;
  return std::span(data() + address, length);
}

std::uint32_t Vm::read_u32(Address address) const {
  std::uint32_t value = 0;
  std::memcpy(&value, guard_.base + address, sizeof value);
  return value;
}

std::uint64_t Vm::read_u64(Address address) const {
  std::uint64_t value = 0;
  std::memcpy(&value, guard_.base + address, sizeof value);
  return value;
}

void Vm::write_u32(Address address, std::uint32_t value) { std::memcpy(guard_.base + address, &value, sizeof value); }

void Vm::write_u64(Address address, std::uint64_t value) { std::memcpy(guard_.base + address, &value, sizeof value); }

// Two allocators stand behind one another: the engine has pages of blocks of one size each, up to kSmallMax, and takes
// these and all larger blocks from malloc.
void Vm::start_afresh() {
  constexpr std::size_t kRoom = 128 << 10;  // more than any gap
  constexpr std::size_t kGapMin = 8;
  constexpr std::uint32_t kSmallMax = 504;
  const Address end = allocate(kRoom);
  if (end == 0) return;
  // What lies before `end` has filled a gap. The largest first, so that none is cut up and left over.
  for (std::size_t bytes = kRoom / 2; bytes >= kGapMin; bytes -= bytes > 2048 ? bytes / 8 : kGapMin) {
    for (Address block = allocate(bytes); block != 0; block = allocate(bytes)) {
      if (block < end) continue;
      release(block);
      break;
    }
  }
  release(end);
  for (std::uint32_t bytes = 8; bytes <= kSmallMax; bytes += 8) {
    Address block = 0;
    do {
      block = Z_quickjsZ_js_malloc_rt(&instance_, runtime_, bytes);
    } while (block != 0 && block < end);
  }
}

Address Vm::allocate(std::size_t bytes) {
  return bytes < kReserved / 4 ? Z_quickjsZ_wasm_malloc(&instance_, static_cast<std::uint32_t>(bytes)) : 0;
}

void Vm::release(Address address) { Z_quickjsZ_wasm_free(&instance_, address); }

Address Vm::put(std::string_view text) {
  const Address address = allocate(text.size() + 1);
  if (address == 0) return 0;
  if (!text.empty()) std::memcpy(data() + address, text.data(), text.size());
  data()[address + text.size()] = 0;
  return address;
}

Value Vm::new_string(std::string_view utf8) {
  const Address text = put(utf8);
  if (text == 0) return throw_error("out of memory");
  const Value value =
      Z_quickjsZ_JS_NewStringLen(&instance_, context_, text, static_cast<std::uint32_t>(utf8.size()));
  release(text);
  return value;
}

Value Vm::new_bytes(ByteView bytes) {
  const Address copy = put(as_text(bytes));
  if (copy == 0) return throw_error("out of memory");
  const Value value =
      Z_quickjsZ_JS_NewUint8ArrayCopy(&instance_, context_, copy, static_cast<std::uint32_t>(bytes.size()));
  release(copy);
  return value;
}

Value Vm::new_number(double number) { return Z_quickjsZ_JS_NewNumber(&instance_, context_, number); }

Value Vm::dup(Value value) { return Z_quickjsZ_JS_DupValue(&instance_, context_, value); }

void Vm::free(Value value) { Z_quickjsZ_JS_FreeValue(&instance_, context_, value); }

std::optional<std::string_view> Vm::text_of(Value value) {
  const Address length = allocate(4);
  if (length == 0) return std::nullopt;
  const Address text = Z_quickjsZ_JS_ToCStringLen2(&instance_, context_, length, value, 0);
  const std::uint32_t bytes = read_u32(length);
  release(length);
  if (text == 0) return std::nullopt;
  const auto content = view(text, bytes);
  if (!content) return std::nullopt;
  return as_text(*content);
}

void Vm::release_text(std::string_view text) {
  const auto* const start = reinterpret_cast<const std::uint8_t*>(text.data());
  Z_quickjsZ_JS_FreeCString(&instance_, context_, static_cast<Address>(start - data()));
}

std::optional<ByteView> Vm::bytes_of(Value value) {
  const Address length = allocate(4);
  if (length == 0) return std::nullopt;
  const Address bytes = Z_quickjsZ_JS_GetUint8Array(&instance_, context_, length, value);
  const std::uint32_t count = read_u32(length);
  release(length);
  if (bytes == 0) {
    // An empty array may have no memory at all; anything else left an exception.
    if (Z_quickjsZ_JS_HasException(&instance_, context_) == 0) return ByteView{};
    free(take_exception());
    return std::nullopt;
  }
  const auto content = view(bytes, count);
  if (!content) return std::nullopt;
  return *content;
}

std::optional<double> Vm::number_of(Value value) {
  const Address number = allocate(8);
  if (number == 0) return std::nullopt;
  const bool threw = Z_quickjsZ_JS_ToFloat64(&instance_, context_, number, value) != 0;
  double result = 0;
  std::memcpy(&result, data() + number, sizeof result);
  release(number);
  if (threw) {
    free(take_exception());
    return std::nullopt;
  }
  return result;
}

bool Vm::is_function(Value value) { return Z_quickjsZ_JS_IsFunction(&instance_, context_, value) != 0; }

Value Vm::get(Value object, const char* name) {
  const Address text = put(name);
  if (text == 0) return throw_error("out of memory");
  const Value value = Z_quickjsZ_JS_GetPropertyStr(&instance_, context_, object, text);
  release(text);
  return value;
}

void Vm::set(Value object, const char* name, Value value) {
  const Address text = put(name);
  if (text == 0) return;
  Z_quickjsZ_JS_SetPropertyStr(&instance_, context_, object, text, value);
  release(text);
}

Value Vm::new_object() { return Z_quickjsZ_JS_NewObject(&instance_, context_); }

Value Vm::new_native(unsigned function) {
  const char name = static_cast<char>(kFirstName + function);
  const Address text = put({&name, 1});
  if (text == 0) return throw_error("out of memory");
  const Address box = Z_quickjsZ_qjs_new_host_function(&instance_, text, 1, 0);
  release(text);
  return box == 0 ? throw_error("out of memory") : read_u64(box);
}

Value Vm::global() { return Z_quickjsZ_JS_GetGlobalObject(&instance_, context_); }

Value Vm::eval_script(std::string_view source, const char* file_name) {
  const Address code = put(source);
  const Address file = put(file_name);
  if (code == 0 || file == 0) return throw_error("out of memory");
  const Value value = Z_quickjsZ_JS_Eval(&instance_, context_, code, static_cast<std::uint32_t>(source.size()), file,
                                         kEvalScript);
  release(code);
  release(file);
  return value;
}

std::span<const std::uint8_t> Vm::compile(CodeKind kind, std::string_view source, const char* file_name) {
  const Address code = put(source);
  const Address file = put(file_name);
  const Address length = allocate(4);
  if (code == 0 || file == 0 || length == 0) return {};
  const Address bytecode = Z_quickjsZ_qjs_compile(&instance_, code, static_cast<std::uint32_t>(source.size()), file,
                                                  static_cast<std::uint32_t>(kind), kStripSource, length);
  if (bytecode == 0) return {};
  const auto content = view(bytecode, read_u32(length));
  return content ? *content : std::span<std::uint8_t>{};
}

Value Vm::run_script(std::span<const std::uint8_t> bytecode) {
  const Address copy = put(as_text(bytecode));
  if (copy == 0) return throw_error("out of memory");
  const Value script = Z_quickjsZ_JS_ReadObject(&instance_, context_, copy, static_cast<std::uint32_t>(bytecode.size()),
                                                kReadBytecode);
  release(copy);
  return is_exception(script) ? script : Z_quickjsZ_JS_EvalFunction(&instance_, context_, script);
}

Vm::Module Vm::eval_module(std::span<const std::uint8_t> bytecode) {
  Module result;
  const Address copy = put(as_text(bytecode));
  if (copy == 0) return result;
  const Value module = Z_quickjsZ_JS_ReadObject(&instance_, context_, copy, static_cast<std::uint32_t>(bytecode.size()),
                                                kReadBytecode);
  release(copy);
  if (is_exception(module)) return result;
  if (static_cast<std::int32_t>(Z_quickjsZ_JS_ResolveModule(&instance_, context_, module)) < 0) return result;
  const auto definition = static_cast<Address>(module);
  result.promise = Z_quickjsZ_JS_EvalFunction(&instance_, context_, module);
  if (is_exception(result.promise)) return result;
  result.ns = Z_quickjsZ_JS_GetModuleNamespace(&instance_, context_, definition);
  return result;
}

Value Vm::call(Value function, std::span<const Value> arguments) {
  const Address list = allocate(arguments.size() * sizeof(Value) + 1);
  if (list == 0) return throw_error("out of memory");
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    write_u64(list + static_cast<Address>(i * sizeof(Value)), arguments[i]);
  }
  const Value result = Z_quickjsZ_JS_Call(&instance_, context_, function, kUndefined,
                                          static_cast<std::uint32_t>(arguments.size()), list);
  release(list);
  return result;
}

Value Vm::take_exception() { return Z_quickjsZ_JS_GetException(&instance_, context_); }

Value Vm::throw_error(std::string_view message) {
  const Address text = put(message);
  const Address format = put("%s");
  const Address list = allocate(4);
  if (text == 0 || format == 0 || list == 0) return Z_quickjsZ_JS_ThrowOutOfMemory(&instance_, context_);
  write_u32(list, text);
  const Value result = Z_quickjsZ_JS_ThrowTypeError(&instance_, context_, format, list);
  release(text);
  release(format);
  release(list);
  return result;
}

Vm::PromiseState Vm::promise_state(Value promise) {
  return static_cast<PromiseState>(
      static_cast<std::int32_t>(Z_quickjsZ_JS_PromiseState(&instance_, context_, promise)));
}

Value Vm::promise_result(Value promise) { return Z_quickjsZ_JS_PromiseResult(&instance_, context_, promise); }

bool Vm::run_job(Value* uncaught) {
  *uncaught = kUndefined;
  if (Z_quickjsZ_qjs_is_job_pending(&instance_) == 0) return false;
  if (static_cast<std::int32_t>(Z_quickjsZ_qjs_execute_pending_job(&instance_)) < 0) *uncaught = take_exception();
  return true;
}

void Vm::set_memory_limit(std::uint32_t bytes) { Z_quickjsZ_qjs_set_memory_limit(&instance_, bytes); }
void Vm::set_stack_limit(std::uint32_t bytes) { Z_quickjsZ_qjs_set_max_stack_size(&instance_, bytes); }
void Vm::set_gc_threshold(std::uint32_t bytes) { Z_quickjsZ_qjs_set_gc_threshold(&instance_, bytes); }
void Vm::collect_garbage() { Z_quickjsZ_qjs_run_gc(&instance_); }

}  // namespace nsl::engine
