#include "vault/providers/passphrase.h"

#include "crypto/random.h"

#include <fmt/format.h>

#include <algorithm>

namespace nsl::vault {
namespace {

// "NP" | 1 | passes (1) | memory in KiB (4) | salt (16) | sealed root key
constexpr std::array<std::uint8_t, 3> kStart{'N', 'P', 1};
constexpr std::size_t kHeadBytes = 3 + 1 + 4 + crypto::kArgon2SaltBytes;

struct Head {
  crypto::Argon2Cost cost;
  crypto::Argon2Salt salt;
};

Bytes to_bytes(const Head& head) {
  Bytes bytes(kStart.begin(), kStart.end());
  bytes.push_back(static_cast<std::uint8_t>(head.cost.passes));
  const std::uint64_t kib = head.cost.memory.bytes >> 10;
  for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(static_cast<std::uint8_t>(kib >> shift));
  bytes.insert(bytes.end(), head.salt.begin(), head.salt.end());
  return bytes;
}

Result<Head> parse_head(ByteView bytes) {
  if (bytes.size() < kHeadBytes || !std::ranges::equal(bytes.first(kStart.size()), kStart)) {
    return fail(ErrorCode::kVaultDamaged, "What the passphrase protects is not of the known form.");
  }
  Head head;
  head.cost.passes = bytes[3];
  std::uint64_t kib = 0;
  for (const std::uint8_t byte : bytes.subspan(4, 4)) kib = kib << 8 | byte;
  head.cost.memory = {kib << 10};
  std::ranges::copy(bytes.subspan(8, crypto::kArgon2SaltBytes), head.salt.begin());
  return head;
}

class PassphraseProvider final : public RootKeyProvider {
 public:
  PassphraseProvider(crypto::SecretBytes passphrase, crypto::Argon2Cost cost)
      : passphrase_(std::move(passphrase)), cost_(cost) {}

  std::string_view name() const override { return "passphrase"; }

  Result<Bytes> protect(const crypto::SecretBytes& root_key, const Context& context) override {
    Head head{.cost = cost_, .salt = {}};
    crypto::random_bytes(head.salt);
    NSL_TRY(const ProviderKey key, derive(head));
    Bytes bytes = to_bytes(head);
    const Bytes sealed = seal(key, bound(context, bytes), root_key.view());
    bytes.insert(bytes.end(), sealed.begin(), sealed.end());
    return bytes;
  }

  Result<crypto::SecretBytes> recover(ByteView protected_key, const Context& context) override {
    NSL_TRY(const Head head, parse_head(protected_key));
    NSL_TRY(const ProviderKey key, derive(head));
    auto opened = open(key, bound(context, protected_key.first(kHeadBytes)), protected_key.subspan(kHeadBytes));
    // A wrong passphrase and changed bytes look the same; the former is the likely one.
    if (!opened) return fail(ErrorCode::kForbidden, "This is not the passphrase of the vault.");
    return opened;
  }

 private:
  Result<ProviderKey> derive(const Head& head) const {
    NSL_TRY(auto bytes, crypto::argon2id(passphrase_.view(), head.salt, head.cost, kKeyBytes));
    return ProviderKey{Uuid{}, std::move(bytes)};
  }

  static Context bound(const Context& context, ByteView head) {
    Context with_head = context;
    return with_head.add(head);
  }

  crypto::SecretBytes passphrase_;
  crypto::Argon2Cost cost_;
};

}  // namespace

Result<std::unique_ptr<RootKeyProvider>> make_passphrase_provider(crypto::SecretBytes passphrase,
                                                                  crypto::Argon2Cost cost) {
  if (passphrase.size() < kPassphraseBytesMin || passphrase.size() > kPassphraseBytesMax) {
    return fail(ErrorCode::kInvalidArgument,
                fmt::format("A passphrase has {} to {} bytes.", kPassphraseBytesMin, kPassphraseBytesMax));
  }
  return std::make_unique<PassphraseProvider>(std::move(passphrase), cost);
}

}  // namespace nsl::vault
