#include "neo/message/message.h"

#include "neo/transaction/transaction.h"
#include "neo/types/binary.h"
#include "neo/types/hashing.h"
#include "neo/wallet/private_key.h"

#include <algorithm>
#include <array>

namespace nsl::neo {

namespace {

struct SchemeName {
  MessageScheme scheme;
  std::string_view name;
};

// In the order in which they are tried.
constexpr std::array<SchemeName, 6> kSchemes{{
    {MessageScheme::kClassic, "classic"},
    {MessageScheme::kClassicNoSalt, "classic-no-salt"},
    {MessageScheme::kNeoLineV2, "neoline-v2"},
    {MessageScheme::kNeoLineV2NoSalt, "neoline-v2-no-salt"},
    {MessageScheme::kReplaySafe, "replay-safe"},
    {MessageScheme::kPlain, "plain"},
}};

constexpr std::array<std::uint8_t, 4> kClassicHead{0x01, 0x00, 0x01, 0xf0};

// NeoLine's transaction: version, nonce, fees and height zero; one signer, the zero account without scope; no
// attributes. Its script is the message.
constexpr std::array<std::uint8_t, 48> kFakeTransactionHead = [] {
  std::array<std::uint8_t, 48> head{};
  head[25] = 1;
  return head;
}();

Bytes classic(std::string_view salt, std::string_view text) {
  Writer out(text.size() + salt.size() + 16);
  out.raw(kClassicHead);
  out.var_int(salt.size() + text.size());
  out.raw(as_bytes(salt));
  out.raw(as_bytes(text));
  out.u16(0);
  return out.take();
}

Bytes behind_magic(std::uint32_t network, const UInt256& hash) {
  const auto data = signed_data(network, hash);
  return Bytes(data.begin(), data.end());
}

Bytes neoline_v2(std::string_view salt, std::string_view text) {
  Writer out(text.size() + salt.size() + 64);
  out.raw(kFakeTransactionHead);
  out.var_int(salt.size() + text.size());
  out.raw(as_bytes(salt));
  out.raw(as_bytes(text));
  return behind_magic(0, sha256_hash(out.view()));
}

bool takes_salt(MessageScheme scheme) {
  return scheme == MessageScheme::kClassic || scheme == MessageScheme::kNeoLineV2 ||
         scheme == MessageScheme::kReplaySafe;
}

}  // namespace

std::string_view message_scheme_name(MessageScheme scheme) {
  return std::ranges::find(kSchemes, scheme, &SchemeName::scheme)->name;
}

std::optional<MessageScheme> parse_message_scheme(std::string_view name) {
  const auto* row = std::ranges::find(kSchemes, name, &SchemeName::name);
  return row == kSchemes.end() ? std::nullopt : std::optional(row->scheme);
}

Result<Bytes> signed_message(MessageScheme scheme, const Message& message) {
  if (message.text.size() + message.salt.size() > kMessageBytesMax) {
    return fail(ErrorCode::kInvalidArgument, "A message has at most 64 KiB.");
  }
  switch (scheme) {
    case MessageScheme::kClassic: return classic(message.salt, message.text);
    case MessageScheme::kClassicNoSalt: return classic({}, message.text);
    case MessageScheme::kNeoLineV2: return neoline_v2(message.salt, message.text);
    case MessageScheme::kNeoLineV2NoSalt: return neoline_v2({}, message.text);
    case MessageScheme::kReplaySafe: return behind_magic(message.network, hash256(classic(message.salt, message.text)));
    case MessageScheme::kPlain: break;
  }
  if (message.text.size() == std::tuple_size_v<SignedData>) {
    return fail(ErrorCode::kInvalidArgument,
                "A plain message of 36 bytes could be a transaction's. Make it longer or shorter.");
  }
  const auto bytes = as_bytes(message.text);
  return Bytes(bytes.begin(), bytes.end());
}

std::optional<MessageScheme> verify_message(const SignedMessage& signed_by) {
  for (const auto& row : kSchemes) {
    if (takes_salt(row.scheme) && signed_by.message.salt.empty()) continue;
    const auto bytes = signed_message(row.scheme, signed_by.message);
    if (bytes && verify_signature(signed_by.key, signed_by.signature, *bytes)) return row.scheme;
  }
  return std::nullopt;
}

Bytes signed_challenge_nep20(const AuthenticationChallenge& challenge) {
  Writer out(128);
  out.u64(challenge.nonce);
  out.u32(challenge.timestamp);
  out.u32(challenge.network);
  out.hash(challenge.account);
  out.var_text(challenge.action);
  out.var_text(challenge.domain);
  return out.take();
}

Bytes signed_challenge_neoline(const AuthenticationChallenge& challenge) {
  Writer out(64);
  out.u32(challenge.network);
  out.u64(challenge.nonce);
  out.u32(challenge.timestamp);
  auto account = challenge.account.array();
  std::ranges::reverse(account);
  out.raw(account);
  return out.take();
}

}  // namespace nsl::neo
