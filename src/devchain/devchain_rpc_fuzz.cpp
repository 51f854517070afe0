// Any bytes as a question to the development chain: it answers with JSON, or with nothing, and stays what it is.
#include "base/check.h"
#include "devchain/rpc/json_rpc.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace nsl;
  using namespace nsl::devchain;
  if (size > 8'192) return 0;
  static const std::unique_ptr<Chain> chain = Chain::create({}).value();
  static JsonRpc rpc(*chain, {});
  const std::string answer = rpc.answer({reinterpret_cast<const char*>(data), size});
  NSL_CHECK(answer.empty() || json::parse(answer).has_value());
  NSL_CHECK(chain->ledger().height() == 1);
  return 0;
}
