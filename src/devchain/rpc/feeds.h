#pragma once
// Feeds: what one client on a WebSocket wants to be told of. Without the WebSocket.
//
// As neo-go has it: at most 16 feeds, their ids are numbers in text, and filters name hashes as they are displayed,
// with or without 0x. Something that several feeds of a client ask for is told once.

#include "devchain/rpc/json_rpc.h"
#include "devchain/rpc/news.h"
#include "neo/contract/parameter.h"

#include <array>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <vector>

namespace nsl::devchain {

// What is not set is not asked for.
struct FeedFilter {
  static constexpr std::size_t kNameBytesMax = 32;
  static constexpr std::size_t kParametersMax = 16;

  std::optional<std::int64_t> primary;  // of blocks and headers
  std::optional<std::int64_t> since;    // the first height
  std::optional<std::int64_t> till;     // the last height
  std::optional<neo::UInt160> sender;   // of transactions, on the chain or in the pool
  std::optional<neo::UInt160> signer;
  std::optional<neo::UInt160> contract;  // of notifications
  std::optional<std::string> name;
  std::vector<neo::ContractParameter> parameters;  // the first ones of the event; Any without value fits all
  std::optional<std::string> type;                 // of the pool: added or removed
  std::optional<std::string> state;                // of executions: HALT or FAULT
  std::optional<neo::UInt256> container;

  bool matches(const News& news) const;
};

// {"contract": "...", ...}; kInvalidParams for what the stream cannot be asked for.
std::expected<FeedFilter, RpcError> read_filter(Stream stream, const json::value& value);

// One thread, the chain's.
class Feeds {
 public:
  static constexpr std::size_t kFeedsMax = 16;

  RpcResult subscribe(const Params& params);    // stream, filter or nothing; the feed's id
  RpcResult unsubscribe(const Params& params);  // id; true

  bool want(const News& news) const;

 private:
  struct Feed {
    Stream stream;
    FeedFilter filter;
  };
  std::array<std::optional<Feed>, kFeedsMax> feeds_;
};

}  // namespace nsl::devchain
