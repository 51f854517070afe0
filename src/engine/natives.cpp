#include "engine/natives.h"

#include "base/check.h"
#include "crypto/random.h"
#include "engine/native_table.h"

#include <algorithm>

namespace nsl::engine {

Natives::Natives() = default;
Natives::~Natives() = default;

void Natives::begin_image() {
  sink_ = nullptr;
  now_ns_ = 0;
  random_.reset();
  rejections_.clear();
}

void Natives::begin_execution(Sink& sink, const Seed& seed, std::int64_t now_ns) {
  sink_ = &sink;
  seed_ = seed;
  now_ns_ = now_ns;
  if (random_) random_.reset();
  rejections_.clear();
}

Value Natives::make_object(Vm& vm) {
  const Value object = vm.new_object();
  const auto table = native_table();
  for (unsigned i = 0; i < table.size(); ++i) vm.set(object, table[i].name, vm.new_native(i));
  return object;
}

Value Natives::call(Vm& vm, unsigned function, std::span<const Value> arguments) {
  const auto table = native_table();
  if (function >= table.size()) return vm.throw_error("there is no such native function");
  NativeCall call{vm, *this, arguments};
  return table[function].body(call);
}

void Natives::rejection(Vm&, Value promise, Value reason, bool handled) {
  if (!handled) {
    rejections_.push_back({promise, reason});
    return;
  }
  std::erase_if(rejections_, [&](const Rejection& r) { return r.promise == promise; });
}

}  // namespace nsl::engine
