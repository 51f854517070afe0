// Any bytes as a question to the development chain, of a client on a WebSocket: it answers with JSON, or with nothing,
// and stays what it is.
#include "base/check.h"
#include "devchain/rpc/feeds.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace nsl;
  using namespace nsl::devchain;
  if (size > 8'192) return 0;
  static const std::unique_ptr<Chain> chain = Chain::create({}).value();
  static JsonRpc rpc(*chain, {});
  Feeds feeds;
  const std::string answer = rpc.answer({reinterpret_cast<const char*>(data), size}, &feeds);
  NSL_CHECK(answer.empty() || json::parse(answer).has_value());
  NSL_CHECK(chain->ledger().height() == 1);
  for (const auto& news : news_of(chain->ledger().last(), chain->ledger())) {
    if (feeds.want(news)) NSL_CHECK(json::parse(news.message()).has_value());
  }
  return 0;
}
