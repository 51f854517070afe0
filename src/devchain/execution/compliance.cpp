#include "devchain/execution/compliance.h"

#include "neo/types/ec_point.h"
#include "neo/types/hash.h"
#include "neovm/item/objects.h"

namespace nsl::devchain {
namespace {

using neo::ParameterType;
using neovm::ItemType;
using neovm::StackItem;

// Byte strings and buffers; numbers are no bytes here.
bool is_bytes(const StackItem& item) {
  return item.type() == ItemType::kByteString || item.type() == ItemType::kBuffer;
}

bool has_size(const StackItem& item, std::size_t size) { return is_bytes(item) && item.bytes_object().size == size; }

}  // namespace

bool complies(const StackItem& item, ParameterType type) {
  switch (type) {
    case ParameterType::kAny: return true;
    case ParameterType::kBoolean: return item.type() == ItemType::kBoolean;
    case ParameterType::kInteger: return item.type() == ItemType::kInteger;
    case ParameterType::kVoid: return false;
    default: break;
  }
  if (item.is_null()) return true;
  switch (type) {
    case ParameterType::kByteArray: return is_bytes(item);
    case ParameterType::kString: return is_bytes(item) && item.to_utf8().has_value();
    case ParameterType::kHash160: return has_size(item, neo::UInt160::kBytes);
    case ParameterType::kHash256: return has_size(item, neo::UInt256::kBytes);
    case ParameterType::kPublicKey: return has_size(item, neo::ECPoint::kBytes);
    case ParameterType::kSignature: return has_size(item, 64);
    case ParameterType::kArray: return item.is_array();
    case ParameterType::kMap: return item.type() == ItemType::kMap;
    case ParameterType::kInteropInterface: return item.type() == ItemType::kInteropInterface;
    default: return false;
  }
}

}  // namespace nsl::devchain
