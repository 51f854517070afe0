#include "neo/rpc/methods/node_methods.h"

#include "neo/rpc/methods/ask.h"

namespace nsl::neo {
namespace {

// Ports came as text from nodes of some years ago.
Peer read_peer(const JsonIn& in) {
  const auto port = in["port"].integer().as_int64().value_or(-1);
  if (port < 0 || port > 65'535) in["port"].fail("must be a port.");
  return {.address = in["address"].text(), .port = static_cast<std::uint16_t>(port)};
}

Peers read_peers(const JsonIn& in) {
  return {.connected = list_of(in["connected"], read_peer),
          .unconnected = list_of(in["unconnected"], read_peer),
          .bad = list_of(in["bad"], read_peer)};
}

// Where there is none the document knows, and what is given in its place is not used.
ECPoint read_key(const JsonIn& in) {
  static const ECPoint kAny = ECPoint::parse("036b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296").value();
  return in.point().value_or(kAny);
}

Candidate read_candidate(const JsonIn& in) {
  Candidate out{.key = read_key(in["publickey"]), .votes = in["votes"].integer(), .active = {}};
  if (const auto active = in.find("active")) out.active = active->boolean();
  return out;
}

std::vector<Candidate> read_candidates(const JsonIn& in) { return list_of(in, read_candidate); }

UInt256 read_hash_member(const JsonIn& in) { return in["hash"].hash256(); }

Transaction read_raw(const JsonIn& in) {
  auto transaction = in.is_object() ? Transaction::from_json(in.value()) : Transaction::decode(in.base64());
  if (!transaction) in.fail(transaction.error().message);
  return transaction ? *std::move(transaction) : Transaction{};
}

std::map<UInt256, std::vector<UInt256>> read_notary_pool(const JsonIn& in) {
  std::map<UInt256, std::vector<UInt256>> out;
  const auto hashes = in["hashes"];
  const auto* object = hashes.value().if_object();
  if (object == nullptr) hashes.fail("must be an object.");
  for (const auto& [main, fallbacks] : object != nullptr ? *object : json::object{}) {
    const auto hash = UInt256::parse(main);
    if (!hash) hashes.fail(hash.error().message);
    else out[*hash] = list_of(hashes[main], [](const JsonIn& one) { return one.hash256(); });
  }
  return out;
}

Plugin read_plugin(const JsonIn& in) {
  return {.name = in["name"].text(),
          .version = in["version"].text(),
          .interfaces = list_of(in["interfaces"], [](const JsonIn& one) { return one.text(); })};
}

std::vector<UInt256> read_pending(const JsonIn& in) {
  return list_of(in, [](const JsonIn& one) { return one.hash256(); });
}

}  // namespace

Result<NodeVersion> NodeMethods::version() { return ask_whole(rpc_, "getversion", {}, read_version); }

Result<std::uint32_t> NodeMethods::connection_count() {
  return ask(rpc_, "getconnectioncount", {}, [](const JsonIn& in) { return in.u32(); });
}

Result<Peers> NodeMethods::peers() { return ask(rpc_, "getpeers", {}, read_peers); }

Result<std::vector<ECPoint>> NodeMethods::committee() {
  return ask(rpc_, "getcommittee", {}, [](const JsonIn& in) { return list_of(in, read_key); });
}

Result<std::vector<Candidate>> NodeMethods::candidates() { return ask(rpc_, "getcandidates", {}, read_candidates); }

Result<std::vector<Candidate>> NodeMethods::next_block_validators() {
  return ask(rpc_, "getnextblockvalidators", {}, read_candidates);
}

Result<bool> NodeMethods::is_address(std::string_view text) {
  return ask(rpc_, "validateaddress", {parameter_of(text)}, [](const JsonIn& in) { return in["isvalid"].boolean(); });
}

Result<Fixed8> NodeMethods::network_fee(const Transaction& transaction) {
  return ask(rpc_, "calculatenetworkfee", {parameter_of(transaction.encode())},
             [](const JsonIn& in) { return Fixed8::datoshi(in["networkfee"].int64_text()); });
}

Status NodeMethods::submit_oracle_response(const OracleSignature& response) {
  const auto done = ask(rpc_, "submitoracleresponse",
                        {parameter_of(response.key.bytes()), response.request, parameter_of(response.transaction_signature),
                         parameter_of(response.message_signature)},
                        [](const JsonIn&) { return true; });
  if (!done) return std::unexpected(done.error());
  return {};
}

Result<UInt256> NodeMethods::submit_notary_request(ByteView request) {
  return ask(rpc_, "submitnotaryrequest", {parameter_of(request)}, read_hash_member);
}

Result<std::map<UInt256, std::vector<UInt256>>> NodeMethods::notary_pool() {
  return ask(rpc_, "getrawnotarypool", {}, read_notary_pool);
}

Result<Transaction> NodeMethods::notary_transaction(const UInt256& hash) {
  return ask(rpc_, "getrawnotarytransaction", {parameter_of(hash.display()), false}, read_raw);
}

Result<std::vector<Plugin>> NodeMethods::plugins() {
  return ask(rpc_, "listplugins", {}, [](const JsonIn& in) { return list_of(in, read_plugin); });
}

Result<UInt256> NodeMethods::relay(const json::object& signed_context) {
  return ask(rpc_, "relay", {signed_context}, read_hash_member);
}

Result<std::vector<UInt256>> NodeMethods::pending_until(std::uint32_t valid_until) {
  return ask(rpc_, "getpendingvaliduntilrelay", {valid_until}, read_pending);
}

Result<Transaction> NodeMethods::pending_transaction(const UInt256& hash) {
  return ask(rpc_, "getrawpendingtx", {parameter_of(hash.display())}, read_raw);
}

}  // namespace nsl::neo
