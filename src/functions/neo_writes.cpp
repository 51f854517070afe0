#include "functions/neo_writes.h"

#include "crypto/digest.h"
#include "neo/contract/native.h"
#include "neo/types/json_in.h"

#include <fmt/format.h>

namespace nsl::functions {
namespace {

using neo::JsonIn;
using outbox::TransactionRecord;
using outbox::TransactionState;

constexpr std::size_t kArgumentsMax = 64;
constexpr std::size_t kSignersMax = 4;

outbox::WantedSigner signer_of(const JsonIn& in) {
  outbox::WantedSigner signer;
  if (const auto account = in.find("account")) signer.account = account->text();
  if (const auto scopes = in.find("scopes")) {
    const auto scope = neo::parse_witness_scope(scopes->text());
    if (!scope) scopes->fail(scope.error().message);
    else if (*scope == neo::WitnessScope::kCustomContracts || *scope == neo::WitnessScope::kCustomGroups ||
             *scope == neo::WitnessScope::kWitnessRules)
      scopes->fail("must be None, CalledByEntry or Global");
    else signer.scope = *scope;
  }
  return signer;
}

Result<outbox::Invoke> read_invoke(const NeoWrites::Asker& asker, const std::string& arguments) {
  NSL_TRY(const auto value, json::parse(arguments));
  neo::JsonDocument document(value, "transaction");
  const auto root = document.root();
  outbox::Invoke invoke{.owner = asker.owner,
                        .function = asker.function,
                        .function_version = asker.version,
                        .function_hash = asker.version_hash,
                        .key = {.execution = asker.execution.text(),
                                .call = asker.call,
                                .digest = to_hex(crypto::sha256(as_bytes(arguments)))},
                        .call = {.contract = {}, .method = root["name"].text(), .arguments = {}},
                        .signers = {}};
  const auto contract = neo::parse_contract(root["contract"].text());
  if (contract) invoke.call.contract = *contract;
  else root["contract"].fail(contract.error().message);
  for (const auto& element : root["args"].elements(kArgumentsMax)) {
    auto argument = neo::ContractParameter::from_json(element.value());
    if (!argument) element.fail(argument.error().message);
    else invoke.call.arguments.push_back(*std::move(argument));
  }
  for (const auto& element : root["signers"].elements(kSignersMax)) invoke.signers.push_back(signer_of(element));
  if (const auto blocks = root.find("valid_blocks")) {
    invoke.valid_blocks = static_cast<std::uint32_t>(blocks->number(1, outbox::kValidBlocksMax));
  }
  NSL_TRY_VOID(document.status());
  if (invoke.signers.empty()) return fail(ErrorCode::kInvalidArgument, "somebody must sign", "/signers");
  return invoke;
}

json::value sent_json(const TransactionRecord& record) {
  return json::object{{"hash", record.hash.display()},
                      {"account", record.account},
                      {"valid_until_block", record.valid_until},
                      {"system_fee", record.system_fee.datoshi_text()},
                      {"network_fee", record.network_fee.datoshi_text()}};
}

Result<std::string> end_of(const TransactionRecord& record) {
  const auto ended = [&](ErrorCode code, std::string_view what) {
    return fail(code, fmt::format("{} {}: {}", record.hash.display(), what, record.reason));
  };
  switch (record.state) {
    case TransactionState::kFailed: return ended(ErrorCode::kNeoFault, "faulted on the chain");
    case TransactionState::kExpired: return ended(ErrorCode::kNeoExpired, "expired");
    case TransactionState::kReplaced: return ended(ErrorCode::kNeoReplaced, "did not happen");
    case TransactionState::kRejected: return ended(ErrorCode::kNeoRejected, "was refused");
    default: break;
  }
  NSL_TRY(auto result, json::parse(record.result.empty() ? std::string_view("{}") : record.result));
  json::object out{
      {"hash", record.hash.display()}, {"block", record.block}, {"gas_consumed", record.gas_consumed.datoshi_text()}};
  for (auto& member : result.as_object()) out[member.key()] = std::move(member.value());
  return json::serialize(out);
}

}  // namespace

NeoAction neo_action(const json::value& arguments) {
  const auto* object = arguments.if_object();
  const auto* method = object == nullptr ? nullptr : object->if_contains("method");
  if (method == nullptr || !method->is_string()) return NeoAction::kRead;
  const auto name = json::view(method->get_string());
  if (name == "invoke") return NeoAction::kInvoke;
  return name == "final" ? NeoAction::kFinal : NeoAction::kRead;
}

NeoWrites::NeoWrites(outbox::Sender& sender, outbox::Outbox& outbox, Options options)
    : sender_(sender), outbox_(outbox), pool_({.threads = options.threads, .queue_max = 1024}) {}

void NeoWrites::Asked::answer(Result<std::string> with) {
  Done due = done.with([](Done& waiting) { return std::exchange(waiting, nullptr); });
  if (due) due(std::move(with));
}

void NeoWrites::submit(const std::shared_ptr<Asked>& asked, Pool::Task task) {
  if (pool_.submit(std::move(task)) == Pool::Submitted::kYes) return;
  asked->answer(fail(ErrorCode::kTooManyRequests, "too many transactions are asked for at once"));
}

void NeoWrites::invoke(Asker asker, std::string arguments, Done done) {
  const auto asked = std::make_shared<Asked>(std::move(done));
  submit(asked, [this, asker = std::move(asker), arguments = std::move(arguments), asked] {
    const auto request = read_invoke(asker, arguments);
    if (!request) return asked->answer(std::unexpected(request.error()));
    const auto record = sender_.invoke(*request);
    if (!record) return asked->answer(std::unexpected(record.error()));
    asked->answer(json::serialize(sent_json(*record)));
  });
}

// Watches first and looks then, so that an end between the two is not missed.
std::shared_ptr<void> NeoWrites::wait(Asker asker, std::string arguments, Done done) {
  const auto asked = std::make_shared<Asked>(std::move(done));
  const auto value = json::parse(arguments);
  neo::UInt256 hash;
  const auto known = [&]() -> Status {
    if (!value) return std::unexpected(value.error());
    neo::JsonDocument document(*value, "question about a transaction");
    hash = document.root()["hash"].hash256();
    return document.status();
  }();
  if (!known) {
    asked->answer(std::unexpected(known.error()));
    return nullptr;
  }
  const auto look_again = [this, asked, hash, owner = asker.owner] {
    submit(asked, [this, asked, hash, owner] { look(owner, hash, *asked); });
  };
  auto watch = outbox_.watch(hash, look_again);
  if (watch) look_again();
  else asked->answer(fail(ErrorCode::kTooManyRequests, "too many transactions are waited for"));
  return watch;
}

void NeoWrites::look(const std::string& owner, const neo::UInt256& hash, Asked& asked) {
  const auto record = outbox_.store().get(owner, hash);
  if (!record) return asked.answer(std::unexpected(record.error()));
  if (has_ended(record->state)) asked.answer(end_of(*record));
}

}  // namespace nsl::functions
