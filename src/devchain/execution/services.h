#pragma once
// The System.* services: what SYSCALL reaches.

#include "devchain/execution/execution.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace nsl::devchain {

struct Service {
  std::string_view name;               // "System.Storage.Get"
  CallFlags flags = CallFlags::kNone;  // that the calling script must have
  bool (*run)(Execution& execution) = nullptr;
  std::uint32_t price = 0;  // from neo::interop_services()
};

// null when there is none. `id` as SYSCALL carries it.
const Service* find_service(std::uint32_t id);

// Each file adds its services.
std::span<const Service> contract_services();
std::span<const Service> runtime_services();
std::span<const Service> storage_services();
std::span<const Service> crypto_services();

// From the top of the stack; false and a fault when it is not that.
bool pop_bytes(Execution& execution, Bytes& out);
bool pop_text(Execution& execution, std::string& out);
bool pop_hash(Execution& execution, neo::UInt160& out);
bool pop_flags(Execution& execution, CallFlags& out);
bool pop_array(Execution& execution, std::vector<neovm::StackItem>& out);  // of an array or a struct

// A list that a script goes through with System.Iterator.Next and Value.
class ItemIterator final : public neovm::Interop {
 public:
  explicit ItemIterator(std::vector<neovm::StackItem> items) : items_(std::move(items)) {}
  bool next() { return ++next_ <= items_.size(); }
  const neovm::StackItem* value() const { return next_ == 0 || next_ > items_.size() ? nullptr : &items_[next_ - 1]; }

 private:
  std::vector<neovm::StackItem> items_;
  std::size_t next_ = 0;
};

}  // namespace nsl::devchain
