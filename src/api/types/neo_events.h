#pragma once
// What contracts said on the chain, as the API shows it.

#include "api/patterns.h"
#include "api/schema/field.h"
#include "api/types/parameters.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace nsl::api {

inline constexpr std::size_t kEventTextMax = 128;  // of a contract, event or account in a query
inline constexpr std::uint64_t kHeightMax = 4'294'967'295;

struct NeoEventsQuery {
  std::optional<std::string> contract;
  std::optional<std::string> event;
  std::optional<std::string> account;
  std::optional<std::uint64_t> from_block;
  std::optional<std::uint64_t> to_block;
  std::optional<bool> follow;
  std::optional<std::uint64_t> limit;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(NeoEventsQuery, (), (contract, event, account, from_block, to_block, follow, limit, cursor))
template <>
inline constexpr auto kShape<NeoEventsQuery> = shape(
    "NeoEventsQuery", "Which events.",
    field("contract", "Hash, or the name of a native contract.").length(1, kEventTextMax),
    field("event", "Name of the event, such as Transfer.").length(1, kEventTextMax),
    field("account", "Address or hash: transfers from or to it.").length(1, kEventTextMax),
    field("from_block", "The first block; absent: the first that is kept, or with follow those to come.")
        .range(0, kHeightMax),
    field("to_block", "The last block; absent: the last there is, or with follow none.").range(0, kHeightMax),
    field("follow", "1: stay connected and get events as server-sent events; limit has no meaning then."), kLimitField,
    field("cursor", "Where to go on: next_cursor of the page before, in place of from_block.")
        .length(1, 32)
        .matching(kPrintableAscii));

struct NeoEventsHeaders {
  std::optional<std::string> last_event_id;
};
BOOST_DESCRIBE_STRUCT(NeoEventsHeaders, (), (last_event_id))
template <>
inline constexpr auto kShape<NeoEventsHeaders> =
    shape("NeoEventsHeaders", "Where a stream broke off.",
          field("last_event_id", "With follow: the id of the last event that came, in place of cursor.")
              .length(1, 32)
              .matching(kPrintableAscii));

struct NeoTransfer {
  std::optional<std::string> from;
  std::optional<std::string> to;
  std::string amount;
  std::optional<std::string> token_id;
};
BOOST_DESCRIBE_STRUCT(NeoTransfer, (), (from, to, amount, token_id))
template <>
inline constexpr auto kShape<NeoTransfer> =
    shape("NeoTransfer", "A transfer of a token.", field("from", "Address; null: made from nothing.").or_null(),
          field("to", "Address; null: burned.").or_null(), field("amount", "In the smallest unit."),
          field("token_id", "Of a token that cannot be divided (NEP-11), in base64."));

struct NeoEvent {
  std::uint64_t height = 0;
  std::uint64_t index = 0;
  std::string time;
  std::string contract;
  std::string event;
  std::optional<std::string> transaction;
  RawJson state;
  std::optional<NeoTransfer> transfer;
};
BOOST_DESCRIBE_STRUCT(NeoEvent, (), (height, index, time, contract, event, transaction, state, transfer))
template <>
inline constexpr auto kShape<NeoEvent> = shape(
    "NeoEvent", "What a contract said.", field("height", "Of the block."), field("index", "Its place in the block."),
    field("time", "Of the block."), field("contract", "Hash of the contract."), field("event", "Its name."),
    field("transaction", "Hash of the transaction; null: the block itself said it.").or_null(),
    field("state", "Its parameters, as nodes show them: {\"type\": \"Array\", \"value\": [...]}."),
    field("transfer", "What it says of tokens, if it is a transfer."));

struct NeoEventPage {
  std::vector<NeoEvent> data;
  std::string next_cursor;
  bool more = false;
  std::uint64_t first_block = 0;
  std::uint64_t height = 0;
};
BOOST_DESCRIBE_STRUCT(NeoEventPage, (), (data, next_cursor, more, first_block, height))
template <>
inline constexpr auto kShape<NeoEventPage> =
    shape("NeoEventPage", "Events in the order of the chain.", field("data", "The items."),
          field("next_cursor", "Where to go on, now or later: asking with it again and again gives every event once."),
          field("more", "Whether there are more already."), field("first_block", "The first block that is kept."),
          field("height", "The last block that is known."));

}  // namespace nsl::api
