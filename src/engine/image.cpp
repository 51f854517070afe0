#include "engine/image.h"

#include "base/check.h"
#include "engine/natives.h"

#include <fmt/format.h>

#include <cstring>

#include <sys/mman.h>
#include <unistd.h>

namespace nsl::engine {
namespace {

// While the base and the images are built nothing is collected by itself, and afterwards neither: a collection writes
// to every object and so dirties every page. Cycles count against the memory limit of an execution.
constexpr std::uint32_t kNeverCollect = 0xFFFF'FFFF;
// JSContext::random_state of this build of the engine; build() makes sure that Math.random moves it.
constexpr std::uint32_t kRandomStateOffset = 280;

struct Boot {
  bool ok = false;
  EntryPoints entry;
  Address random_state = 0;
};

void boot_engine(Vm& vm, Natives& natives) {
  vm.boot(natives);
  vm.set_stack_limit(kJsStackBytes);
  vm.set_gc_threshold(kNeverCollect);
}

// Runs inside enter().
void boot(Vm& vm, Natives& natives, const Bytes& prelude, Boot& result) {
  boot_engine(vm, natives);
  const Value global = vm.global();
  vm.set(global, "native", Natives::make_object(vm));
  const Value entry = vm.run_script(prelude);
  if (is_exception(entry)) return;
  result.entry = {vm.get(entry, "install"), vm.get(entry, "start"), vm.get(entry, "deliver"),
                  vm.get(entry, "run_timer"), vm.get(entry, "uncaught")};
  for (Value job = kUndefined; vm.run_job(&job);) {
    if (job != kUndefined) return;
  }

  result.random_state = vm.context() + kRandomStateOffset;
  const std::uint64_t before = vm.read_u64(result.random_state);
  vm.free(vm.eval_script("Math.random()", "nsl:boot"));
  NSL_CHECK(vm.read_u64(result.random_state) != before);
  vm.write_u64(result.random_state, before);

  vm.collect_garbage();
  vm.start_afresh();
  result.ok = true;
}

std::unexpected<Error> refused(Vm& vm) {
  std::string reason;
  enter(vm.guard(), [&] {
    const Value error = vm.take_exception();
    if (const auto text = vm.text_of(error)) reason.assign(*text);
    const Value stack = vm.get(error, "stack");
    if (!vm.is_string(stack)) return;
    if (const auto text = vm.text_of(stack)) reason.append("\n").append(*text);
  });
  return fail(ErrorCode::kInternal, fmt::format("the prelude cannot be evaluated: {}", reason));
}

// In a VM that is thrown away: the source text and what the compiler leaves behind would otherwise stay in every image.
Result<Bytes> compile(std::string_view prelude) {
  NSL_TRY(const auto vm, Vm::create());
  Natives natives;
  natives.begin_image();
  std::span<const std::uint8_t> bytecode;
  const Exit exit = enter(vm->guard(), [&] {
    boot_engine(*vm, natives);
    bytecode = vm->compile(Vm::CodeKind::kScript, prelude, "nsl:prelude");
  });
  if (exit != Exit::kReturned || bytecode.empty()) return refused(*vm);
  return Bytes(bytecode.begin(), bytecode.end());
}

}  // namespace

Result<std::shared_ptr<const BaseImage>> BaseImage::build(std::string_view prelude) {
  static const bool initialised = [] {
    Z_quickjs_init_module();
    return true;
  }();
  NSL_CHECK(initialised);

  NSL_TRY(const Bytes bytecode, compile(prelude));
  NSL_TRY(const auto vm, Vm::create());
  Natives natives;
  natives.begin_image();
  Boot result;
  const Exit exit = enter(vm->guard(), [&] { boot(*vm, natives, bytecode, result); });
  if (exit != Exit::kReturned || !result.ok) return refused(*vm);

  std::shared_ptr<BaseImage> base(new BaseImage);
  base->registers = vm->registers();
  base->runtime = vm->runtime();
  base->context = vm->context();
  base->random_state = result.random_state;
  base->entry = result.entry;
  base->size_ = vm->size();
  base->descriptor_ = memfd_create("nsl-base-image", MFD_CLOEXEC);
  if (base->descriptor_ < 0 || ftruncate(base->descriptor_, static_cast<off_t>(base->size_)) != 0) {
    return fail(ErrorCode::kUnavailable, "cannot make memory for the base image (memfd_create)");
  }
  void* const shared = mmap(nullptr, base->size_, PROT_READ | PROT_WRITE, MAP_SHARED, base->descriptor_, 0);
  if (shared == MAP_FAILED) return fail(ErrorCode::kUnavailable, "cannot map the base image");
  base->data_ = static_cast<std::uint8_t*>(shared);
  // Only pages that hold something, so that the rest takes no memory.
  static const std::uint8_t kZeroes[kPage] = {};
  for (std::size_t at = kNullBytes; at < base->size_; at += kPage) {
    if (std::memcmp(vm->data() + at, kZeroes, kPage) != 0) std::memcpy(base->data_ + at, vm->data() + at, kPage);
  }
  NSL_CHECK(mprotect(base->data_, base->size_, PROT_READ) == 0);
  return base;
}

BaseImage::~BaseImage() {
  if (data_ != nullptr) munmap(data_, size_);
  if (descriptor_ >= 0) close(descriptor_);
}

PageSet::PageSet(std::shared_ptr<const BaseImage> base)
    : base_(std::move(base)), registers_(base_->registers), index_(base_->pages(), kShared) {}

PageSet::PageSet(std::shared_ptr<const BaseImage> base, const Image& image)
    : base_(std::move(base)), registers_(image.registers), index_(size() / kPage, kShared) {
  constexpr std::size_t kWordsInPage = kPage / sizeof(std::uint64_t);
  // Pages beyond the base have nothing to share with, also when they are zero.
  std::vector<bool> own(index_.size());
  for (const Image::Run& run : image.runs) {
    for (std::size_t page = run.word / kWordsInPage; page <= (run.word + run.count - 1) / kWordsInPage; ++page) own[page] = true;
  }
  for (std::size_t page = 0; page < index_.size(); ++page) {
    if (!own[page] && page < base_->pages()) continue;
    index_[page] = static_cast<std::uint32_t>(own_pages_.size());
    own_pages_.push_back(static_cast<std::uint32_t>(page));
  }

  storage_.resize(own_pages_.size() * kPage);
  for (std::size_t i = 0; i < own_pages_.size(); ++i) {
    const std::size_t page = own_pages_[i];
    if (page < base_->pages()) std::memcpy(storage_.data() + i * kPage, base_->data() + page * kPage, kPage);
  }
  std::size_t next = 0;
  for (const Image::Run& run : image.runs) {
    for (std::uint32_t i = 0; i < run.count; ++i) {
      const std::size_t word = run.word + i;
      std::uint8_t* const page = storage_.data() + std::size_t{index_[word / kWordsInPage]} * kPage;
      std::memcpy(page + word % kWordsInPage * sizeof(std::uint64_t), &image.words[next++], sizeof(std::uint64_t));
    }
  }
}

}  // namespace nsl::engine
