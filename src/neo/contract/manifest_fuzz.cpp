// Any text as a manifest, a contract parameter, a stack item and a wallet file: what can be read is written so that it
// reads the same.
#include "base/check.h"
#include "neo/contract/manifest.h"
#include "neo/types/stack_item.h"
#include "neo/wallet/wallet_file.h"

#include <cstddef>
#include <cstdint>

namespace {

template <typename T>
void check(const nsl::json::value& value) {
  const auto read = T::from_json(value);
  if (!read) return;
  const auto again = T::from_json(read->to_json());
  NSL_CHECK(again.has_value() && *again == *read);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace nsl::neo;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto value = nsl::json::parse(text)) {
    check<Manifest>(*value);
    check<ContractParameter>(*value);
    check<StackItem>(*value);
  }
  if (const auto wallet = WalletFile::parse(text)) {
    const auto again = WalletFile::parse(nsl::json::serialize(wallet->to_json()));
    NSL_CHECK(again.has_value() && *again == *wallet);
  }
  return 0;
}
