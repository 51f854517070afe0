#include "neo/rpc/sending.h"

#include "base/clock.h"
#include "crypto/random.h"

#include <algorithm>
#include <array>
#include <thread>

namespace nsl::neo {

namespace {

constexpr int kFailuresMax = 3;  // in a row, before a node counts as gone

std::uint32_t random_nonce() {
  std::array<std::uint8_t, 4> bytes;
  crypto::random_bytes(bytes);
  return Reader(bytes, "nonce").u32();
}

// All of the signers' scripts, when every one is known.
std::optional<std::vector<ByteView>> scripts_of(const Draft& draft) {
  std::vector<ByteView> out;
  for (const auto& signer : draft.signers) {
    const auto found = draft.verification_scripts.find(signer.account);
    if (found == draft.verification_scripts.end()) return std::nullopt;
    out.emplace_back(found->second);
  }
  return out;
}

Result<Fixed8> network_fee_of(NeoClient& client, const Draft& draft, const Transaction& transaction) {
  if (const auto scripts = scripts_of(draft)) {
    NSL_TRY(const auto policy, client.fee_policy());
    NSL_TRY(const auto fee, network_fee(transaction, *scripts, policy));
    return fee.total;
  }
  auto with_witnesses = transaction;
  for (const auto& signer : draft.signers) {
    const auto found = draft.verification_scripts.find(signer.account);
    with_witnesses.witnesses.push_back({{}, found == draft.verification_scripts.end() ? Bytes{} : found->second});
  }
  return client.ask_network_fee(with_witnesses);
}

}  // namespace

Result<Transaction> prepare(NeoClient& client, Draft draft) {
  NSL_TRY(const auto invocation, client.invoke(draft.script, draft.signers));
  if (invocation.state == ExecutionState::kFault) {
    return fail(ErrorCode::kConflict, "The script faults: " + invocation.exception);
  }
  return prepare(client, std::move(draft), invocation);
}

Result<Transaction> prepare(NeoClient& client, Draft draft, const Invocation& tried) {
  NSL_TRY(const auto version, client.version());
  NSL_TRY(const auto height, client.height());
  Transaction out{
      .nonce = random_nonce(), .signers = draft.signers, .attributes = draft.attributes, .script = draft.script};
  out.valid_until_block = height + std::min(draft.valid_blocks, version.valid_until_increment_max);
  const auto margin = tried.gas_consumed.times(100 + draft.margin_percent);
  if (!margin) return fail(ErrorCode::kInvalidArgument, "The system fee is too large.");
  out.system_fee = Fixed8::datoshi(margin->datoshi() / 100);
  NSL_TRY(out.network_fee, network_fee_of(client, draft, out));
  NSL_TRY_VOID(out.check());
  return out;
}

Bytes transfer_script(const Transfer& transfer) {
  ScriptBuilder script;
  script.call({transfer.token,
               "transfer",
               {ContractParameter::hash160(transfer.from), ContractParameter::hash160(transfer.to),
                ContractParameter::integer(transfer.amount), transfer.data}});
  return script.assert_true().take();
}

Result<Outcome> wait_until_final(Rpc& node, const Transaction& transaction, const Wait& wait) {
  NeoClient client(node);
  const auto hash = transaction.hash();
  const auto deadline = system_clock().steady() + wait.patience;
  for (int failures = 0; system_clock().steady() < deadline;) {
    const auto height = client.height();
    auto log =
        height ? client.application_log(hash) : Result<std::optional<ApplicationLog>>(std::unexpected(height.error()));
    if (!log) {
      if (++failures == kFailuresMax) return std::unexpected(std::move(log).error());
    } else {
      failures = 0;
      if (*log) return Outcome(**std::move(log));
      if (*height >= transaction.valid_until_block) return Outcome(Expired{});
    }
    std::this_thread::sleep_for(wait.poll);
  }
  return fail(ErrorCode::kRequestTimeout,
              "The transaction " + hash.display() + " is not final yet. It may still happen.");
}

}  // namespace nsl::neo
