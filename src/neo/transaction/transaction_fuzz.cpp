// Any bytes as a transaction: what can be read is written back as it was, in binary and through JSON.
#include "base/check.h"
#include "neo/transaction/signing.h"
#include "neo/transaction/transaction.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace nsl::neo;
  const nsl::ByteView bytes(data, size);
  const auto transaction = Transaction::decode(bytes);
  if (!transaction) return 0;
  NSL_CHECK(std::ranges::equal(transaction->encode(), bytes));
  NSL_CHECK(transaction->bytes() == size);
  const auto from_json = Transaction::from_json(transaction->to_json());
  NSL_CHECK(from_json.has_value() && *from_json == *transaction);
  const auto context = SigningContext::create(0, *transaction);
  NSL_CHECK(context.has_value());
  const auto again = SigningContext::from_json(context->to_json());
  NSL_CHECK(again.has_value() && again->transaction().hash() == transaction->hash());
  return 0;
}
