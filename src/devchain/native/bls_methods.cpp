#include "devchain/native/bls_methods.h"

#include "crypto/bls12_381.h"

#include <variant>

namespace nsl::devchain {
namespace {

using crypto::BlsG1;
using crypto::BlsG2;
using crypto::BlsGt;
using crypto::BlsScalar;
using neo::ParameterType;

// What a script holds.
class BlsPoint final : public neovm::Interop {
 public:
  using Value = std::variant<BlsG1, BlsG2, BlsGt>;
  explicit BlsPoint(const Value& value) : value_(value) {}
  const Value& value() const { return value_; }

 private:
  const Value value_;
};

bool give_point(NativeCall& call, const BlsPoint::Value& value) {
  return call.give(neovm::StackItem::interop(std::make_shared<BlsPoint>(value)));
}

// Null, and a fault, when the argument is no point.
const BlsPoint::Value* point_of(NativeCall& call, std::size_t index) {
  const auto& item = call.arguments[index];
  const auto* point = item.type() == neovm::ItemType::kInteropInterface
                          ? dynamic_cast<const BlsPoint*>(item.interop_object().get())
                          : nullptr;
  if (point == nullptr) call.engine().fault("this is no point of BLS12-381");
  return point == nullptr ? nullptr : &point->value();
}

// Both of one group, for `use`.
template <typename F>
bool with_two(NativeCall& call, F use) {
  const auto* a = point_of(call, 0);
  const auto* b = a != nullptr ? point_of(call, 1) : nullptr;
  if (b == nullptr) return false;
  if (a->index() != b->index()) return call.engine().fault("BLS12-381 type mismatch");
  return std::visit([&]<typename T>(const T& first) { return use(first, std::get<T>(*b)); }, *a);
}

bool serialize_point(NativeCall& call) {
  const auto* point = point_of(call, 0);
  return point != nullptr && std::visit([&](const auto& value) { return call.give_bytes(value.encode()); }, *point);
}

// Of which group, its length says.
bool deserialize_point(NativeCall& call) {
  Bytes data;
  if (!call.bytes(0, data)) return false;
  if (const auto point = BlsG1::parse(data)) return give_point(call, *point);
  if (const auto point = BlsG2::parse(data)) return give_point(call, *point);
  if (const auto point = BlsGt::parse(data)) return give_point(call, *point);
  return call.engine().fault("bls12381 operation fault: no point of the subgroup of prime order");
}

bool equal_points(NativeCall& call) {
  return with_two(call, [&](const auto& a, const auto& b) { return call.give_bool(a == b); });
}

bool add_points(NativeCall& call) {
  return with_two(call, [&](const auto& a, const auto& b) { return give_point(call, a + b); });
}

bool multiply_point(NativeCall& call) {
  const auto* point = point_of(call, 0);
  Bytes data;
  if (point == nullptr || !call.bytes(1, data)) return false;
  const auto times = BlsScalar::parse(data);
  if (!times) return call.engine().fault("the factor is not 32 bytes below the order of the curve");
  const auto negative = call.arguments[2].to_boolean();
  if (!negative) return call.engine().fault("argument 2 is no boolean");
  return std::visit(
      [&](const auto& value) {
        const auto product = value * *times;
        return give_point(call, *negative ? -product : product);
      },
      *point);
}

bool pair_points(NativeCall& call) {
  const auto* a = point_of(call, 0);
  const auto* b = a != nullptr ? point_of(call, 1) : nullptr;
  if (b == nullptr) return false;
  const auto* g1 = std::get_if<BlsG1>(a);
  const auto* g2 = std::get_if<BlsG2>(b);
  if (g1 == nullptr || g2 == nullptr) return call.engine().fault("BLS12-381 type mismatch");
  return give_point(call, pairing(*g1, *g2));
}

}  // namespace

std::vector<NativeMethod> bls_methods() {
  constexpr auto kPoint = ParameterType::kInteropInterface;
  constexpr CallFlags kNone = CallFlags::kNone;
  const NativeParameter x{"x", kPoint};
  const NativeParameter y{"y", kPoint};
  return {{"bls12381Serialize", {{"g", kPoint}}, ParameterType::kByteArray, 1 << 19, kNone, serialize_point},
          {"bls12381Deserialize", {{"data", ParameterType::kByteArray}}, kPoint, 1 << 19, kNone, deserialize_point},
          {"bls12381Equal", {x, y}, ParameterType::kBoolean, 1 << 5, kNone, equal_points},
          {"bls12381Add", {x, y}, kPoint, 1 << 19, kNone, add_points},
          {"bls12381Mul",
           {x, {"mul", ParameterType::kByteArray}, {"neg", ParameterType::kBoolean}},
           kPoint,
           1 << 21,
           kNone,
           multiply_point},
          {"bls12381Pairing", {{"g1", kPoint}, {"g2", kPoint}}, kPoint, 1 << 23, kNone, pair_points}};
}

}  // namespace nsl::devchain
