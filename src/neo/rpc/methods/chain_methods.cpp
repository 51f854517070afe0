#include "neo/rpc/methods/chain_methods.h"

#include "neo/rpc/methods/ask.h"

namespace nsl::neo {
namespace {

json::value to_json(const BlockId& id) {
  if (const auto* height = std::get_if<std::uint32_t>(&id)) return *height;
  return parameter_of(std::get<UInt256>(id).display());
}

UInt256 read_hash(const JsonIn& in) { return in.hash256(); }
std::uint32_t read_number(const JsonIn& in) { return in.u32(); }

BlockStanding read_standing(const JsonIn& in) {
  BlockStanding out{.hash = in["hash"].hash256(),
                    .index = in["index"].u32(),
                    .bytes = in["size"].u32(),
                    .confirmations = in["confirmations"].u32(),
                    .next = {}};
  if (const auto next = in.find("nextblockhash")) out.next = next->hash256();
  return out;
}

std::vector<UInt256> read_hashes(const JsonIn& in) { return list_of(in, read_hash); }

// Without its details nodes give the verified ones alone.
Pool read_pool(const JsonIn& in) {
  if (in.is_list()) return {.height = 0, .verified = read_hashes(in), .unverified = {}};
  return {.height = in["height"].u32(),
          .verified = read_hashes(in["verified"]),
          .unverified = read_hashes(in["unverified"])};
}

// What decodes by itself; its error is passed on.
template <typename T>
T decoded(const JsonIn& in, Result<T> value) {
  if (!value) in.fail(value.error().message);
  return value ? *std::move(value) : T{};
}

std::vector<Notification> read_block_notifications(const JsonIn& in) {
  std::vector<Notification> out;
  for (const auto* trigger : {"onpersist", "application", "postpersist"}) {
    const auto list = in.find(trigger);
    if (!list) continue;
    for (const auto& one : list->elements(kListMax)) {
      out.push_back({one["contract"].hash160(), one["eventname"].text(),
                     decoded(one["state"], StackItem::from_json(one["state"].value()))});
    }
  }
  return out;
}

}  // namespace

Result<UInt256> ChainMethods::best_block_hash() { return ask(rpc_, "getbestblockhash", {}, read_hash); }
Result<std::uint32_t> ChainMethods::block_count() { return ask(rpc_, "getblockcount", {}, read_number); }
Result<std::uint32_t> ChainMethods::header_count() { return ask(rpc_, "getblockheadercount", {}, read_number); }

Result<std::optional<UInt256>> ChainMethods::block_hash(std::uint32_t height) {
  return find(rpc_, "getblockhash", {height}, read_hash);
}

Result<std::optional<Block>> ChainMethods::block(const BlockId& id) {
  return find(rpc_, "getblock", {to_json(id), false},
              [](const JsonIn& in) { return decoded(in, Block::decode(in.base64())); });
}

Result<std::optional<Header>> ChainMethods::header(const BlockId& id) {
  return find(rpc_, "getblockheader", {to_json(id), false}, [](const JsonIn& in) {
    const auto bytes = in.base64();
    Reader reader(bytes, "header");
    auto header = Header::decode(reader);
    // C# nodes write how many transactions there are behind it.
    if (reader.left() == 1) reader.u8();
    if (const auto status = reader.finish(); !status) in.fail(status.error().message);
    return header;
  });
}

Result<std::optional<BlockStanding>> ChainMethods::standing(const BlockId& id) {
  return find(rpc_, "getblockheader", {to_json(id), true}, read_standing);
}

Result<Executions> ChainMethods::executions(const UInt256& block_or_transaction) {
  return ask_whole(rpc_, "getapplicationlog", {parameter_of(block_or_transaction.display())}, read_executions);
}

Result<Fixed8> ChainMethods::system_fee(std::uint32_t height) {
  return ask(rpc_, "getblocksysfee", {height}, [](const JsonIn& in) { return Fixed8::datoshi(in.int64_text()); });
}

Result<std::vector<Notification>> ChainMethods::notifications(const BlockId& id) {
  return ask(rpc_, "getblocknotifications", {to_json(id)}, read_block_notifications);
}

Result<std::optional<Transaction>> ChainMethods::raw_transaction(const UInt256& hash) {
  return find(rpc_, "getrawtransaction", {parameter_of(hash.display()), false},
              [](const JsonIn& in) { return decoded(in, Transaction::decode(in.base64())); });
}

Result<std::optional<std::uint32_t>> ChainMethods::transaction_height(const UInt256& hash) {
  return find(rpc_, "gettransactionheight", {parameter_of(hash.display())}, read_number);
}

Result<Pool> ChainMethods::pool() { return ask(rpc_, "getrawmempool", {true}, read_pool); }

Result<UInt256> ChainMethods::send(const Transaction& transaction) {
  return ask(rpc_, "sendrawtransaction", {parameter_of(transaction.encode())},
             [](const JsonIn& in) { return in["hash"].hash256(); });
}

Result<UInt256> ChainMethods::submit(const Block& block) {
  return ask(rpc_, "submitblock", {parameter_of(block.encode())}, [](const JsonIn& in) { return in["hash"].hash256(); });
}

}  // namespace nsl::neo
