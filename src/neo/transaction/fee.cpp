#include "neo/transaction/fee.h"

#include "neo/script/opcode.h"
#include "neo/script/verification.h"

namespace nsl::neo {

namespace {

constexpr std::int64_t kCheckSignature = 1 << 15;  // a key, whether or not its signature is there
constexpr std::size_t kSignaturePushBytes = 2 + kSignatureBytes;

std::int64_t price(OpCode code) { return info(code).price; }

std::unexpected<Error> too_large() { return fail(ErrorCode::kInvalidArgument, "The network fee is too large."); }

// What attributes cost beside their size.
std::optional<Fixed8> attribute_fees(const Transaction& transaction, const FeePolicy& policy) {
  auto sum = std::optional(Fixed8{});
  for (const auto& attribute : transaction.attributes) {
    std::optional<Fixed8> fee = Fixed8{};
    if (attribute.type() == AttributeType::kConflicts) {
      fee = Fixed8::datoshi(policy.conflicts_fee).times(static_cast<std::int64_t>(transaction.signers.size()));
    } else if (const auto* notary = std::get_if<NotaryAssisted>(&attribute.value)) {
      fee = Fixed8::datoshi(policy.notary_assisted_fee).times(std::int64_t{notary->keys} + 1);
    }
    sum = fee ? sum->plus(*fee) : std::nullopt;
    if (!sum) return std::nullopt;
  }
  return sum;
}

// Rounded up to whole datoshi.
std::optional<Fixed8> in_datoshi(std::int64_t coefficient, const FeePolicy& policy) {
  const auto pico = Fixed8::datoshi(coefficient).times(policy.execution_factor_pico);
  const auto rounded = pico ? pico->plus(Fixed8::datoshi(FeePolicy::kPicoPerFactor - 1)) : std::nullopt;
  return rounded ? std::optional(Fixed8::datoshi(rounded->datoshi() / FeePolicy::kPicoPerFactor)) : std::nullopt;
}

}  // namespace

Result<WitnessCost> witness_cost(ByteView verification_script) {
  const auto with_invocation = [&](std::size_t signatures) {
    return var_bytes_bytes(signatures * kSignaturePushBytes) + var_bytes_bytes(verification_script.size());
  };
  if (is_signature_script(verification_script)) {
    return WitnessCost{with_invocation(1), 2 * price(OpCode::PUSHDATA1) + kCheckSignature};
  }
  if (const auto shape = multi_signature_shape(verification_script)) {
    const auto pushes = static_cast<std::int64_t>(shape->required + shape->keys);
    // The two numbers: PUSH1 to PUSH16, PUSHINT8 and PUSHINT16 cost the same.
    const auto coefficient = pushes * price(OpCode::PUSHDATA1) + 2 * price(OpCode::PUSH1) +
                             static_cast<std::int64_t>(shape->keys) * kCheckSignature;
    return WitnessCost{with_invocation(shape->required), coefficient};
  }
  return fail(ErrorCode::kInvalidArgument,
              "What this account's witness costs cannot be computed here: it is no signature of one or several keys. A "
              "node can be asked (calculatenetworkfee).");
}

Result<NetworkFee> network_fee(const Transaction& transaction, std::span<const ByteView> verification_scripts,
                               const FeePolicy& policy) {
  if (verification_scripts.size() != transaction.signers.size()) {
    return fail(ErrorCode::kInvalidArgument, "The network fee needs one verification script for each signer.");
  }
  NetworkFee out;
  out.bytes = transaction.encode_unsigned().size() + var_int_bytes(verification_scripts.size());
  std::int64_t coefficient = 0;
  for (const auto script : verification_scripts) {
    NSL_TRY(const auto cost, witness_cost(script));
    out.bytes += cost.bytes;
    coefficient += cost.coefficient;
  }
  const auto verification = in_datoshi(coefficient, policy);
  const auto size = Fixed8::datoshi(policy.fee_per_byte).times(static_cast<std::int64_t>(out.bytes));
  const auto attributes = attribute_fees(transaction, policy);
  if (!verification || !size || !attributes) return too_large();
  out.verification = *verification;
  const auto sum = size->plus(*verification);
  const auto total = sum ? sum->plus(*attributes) : std::nullopt;
  if (!total) return too_large();
  out.total = *total;
  return out;
}

}  // namespace nsl::neo
