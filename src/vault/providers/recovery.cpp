#include "vault/providers/recovery.h"

#include "crypto/digest.h"
#include "crypto/shamir.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace nsl::vault {
namespace {

// What is stored: "NR" | 1 | public key (32) | sealed box of root key and SHA-256 of the context.
constexpr std::array<std::uint8_t, 3> kStart{'N', 'R', 1};
constexpr std::size_t kHeadBytes = kStart.size() + 32;

// A share: "nsl-share-" THRESHOLD "-" INDEX "-" hexadecimal of: first 4 bytes of the public key, the share's 32 bytes,
// first 4 bytes of SHA-256 over all that stands before.
constexpr std::string_view kSharePrefix = "nsl-share-";
constexpr std::size_t kSetBytes = 4;
constexpr std::size_t kChecksumBytes = 4;
constexpr std::size_t kShareBytes = kSetBytes + crypto::kBoxPrivateKeyBytes + kChecksumBytes;
constexpr std::size_t kShareTextMax = 128;

Result<crypto::BoxPublicKey> public_key_in(ByteView protected_key) {
  if (protected_key.size() <= kHeadBytes || !std::ranges::equal(protected_key.first(kStart.size()), kStart)) {
    return fail(ErrorCode::kVaultDamaged, "What the recovery key protects is not of the known form.");
  }
  crypto::BoxPublicKey key{};
  std::ranges::copy(protected_key.subspan(kStart.size(), key.size()), key.begin());
  return key;
}

class RecoveryProvider final : public RootKeyProvider {
 public:
  explicit RecoveryProvider(crypto::BoxKeyPair pair) : pair_(std::move(pair)) {}

  std::string_view name() const override { return "recovery"; }

  Result<Bytes> protect(const crypto::SecretBytes& root_key, const Context& context) override {
    const auto place = crypto::sha256(context.bytes());
    crypto::SecretBytes content(root_key.size() + place.size());
    std::ranges::copy(root_key.view(), content.bytes().begin());
    std::ranges::copy(place, content.bytes().begin() + static_cast<std::ptrdiff_t>(root_key.size()));
    Bytes bytes(kStart.begin(), kStart.end());
    bytes.insert(bytes.end(), pair_.public_key.begin(), pair_.public_key.end());
    const auto box = crypto::box_seal(pair_.public_key, content.view());
    if (!box) return fail(ErrorCode::kVaultDamaged, "The recovery key is not one that was made here.");
    bytes.insert(bytes.end(), box->begin(), box->end());
    return bytes;
  }

  Result<crypto::SecretBytes> recover(ByteView protected_key, const Context& context) override {
    NSL_TRY(const auto public_key, public_key_in(protected_key));
    if (pair_.private_key.empty() || public_key != pair_.public_key) {
      return fail(ErrorCode::kForbidden, "These shares do not open this vault.");
    }
    auto content = crypto::box_open(pair_, protected_key.subspan(kHeadBytes));
    const auto place = crypto::sha256(context.bytes());
    if (!content || content->size() != kKeyBytes + place.size() ||
        !std::ranges::equal(content->view().subspan(kKeyBytes), place)) {
      return fail(ErrorCode::kVaultDamaged, "What the recovery key protects was changed.");
    }
    content->shrink(kKeyBytes);
    return *std::move(content);
  }

 private:
  crypto::BoxKeyPair pair_;
};

std::string share_text(const crypto::Share& share, std::uint8_t threshold, const crypto::BoxPublicKey& set) {
  std::string text = fmt::format("{}{}-{}-", kSharePrefix, threshold, share.index);
  text += to_hex(ByteView(set).first(kSetBytes));
  std::string hex = to_hex(share.bytes.view());
  text.reserve(kShareTextMax);
  text += hex;
  crypto::wipe(hex);
  return text + to_hex(ByteView(crypto::sha256(as_bytes(text))).first(kChecksumBytes));
}

struct ParsedShare {
  std::uint8_t threshold = 0;
  std::array<std::uint8_t, kSetBytes> set{};
  crypto::Share share;
};

std::optional<std::uint8_t> take_number(std::string_view& text) {
  unsigned number = 0;
  std::size_t digits = 0;
  while (digits < text.size() && digits < 3 && text[digits] >= '0' && text[digits] <= '9') {
    number = number * 10 + static_cast<unsigned>(text[digits++] - '0');
  }
  if (digits == 0 || number == 0 || number > 255 || digits >= text.size() || text[digits] != '-') return std::nullopt;
  text.remove_prefix(digits + 1);
  return static_cast<std::uint8_t>(number);
}

std::optional<ParsedShare> parse_share(std::string_view text) {
  if (text.size() > kShareTextMax || text.size() < 2 * kShareBytes || !text.starts_with(kSharePrefix))
    return std::nullopt;
  const auto checked = text.substr(0, text.size() - 2 * kChecksumBytes);
  if (to_hex(ByteView(crypto::sha256(as_bytes(checked))).first(kChecksumBytes)) != text.substr(checked.size())) {
    return std::nullopt;
  }
  text.remove_prefix(kSharePrefix.size());
  ParsedShare parsed;
  const auto threshold = take_number(text);
  const auto index = threshold ? take_number(text) : std::nullopt;
  auto bytes = from_hex(text);
  if (!index || !bytes || bytes->size() != kShareBytes) return std::nullopt;
  parsed.threshold = *threshold;
  parsed.share.index = *index;
  std::ranges::copy(ByteView(*bytes).first(kSetBytes), parsed.set.begin());
  parsed.share.bytes = crypto::SecretBytes::copy_of(ByteView(*bytes).subspan(kSetBytes, crypto::kBoxPrivateKeyBytes));
  crypto::wipe(*bytes);
  return parsed;
}

}  // namespace

Result<RecoverySetup> make_recovery(std::uint8_t count, std::uint8_t threshold) {
  if (threshold < 2 || threshold > count || count > kRecoverySharesMax) {
    return fail(ErrorCode::kInvalidArgument,
                fmt::format("There are 2 to {} shares, and at least 2 and at most all of them are needed.",
                            kRecoverySharesMax));
  }
  auto pair = crypto::make_box_key_pair();
  RecoverySetup setup;
  for (const auto& share : crypto::split(pair.private_key.view(), count, threshold)) {
    setup.shares.push_back(share_text(share, threshold, pair.public_key));
  }
  setup.provider = std::make_unique<RecoveryProvider>(std::move(pair));
  return setup;
}

Result<std::unique_ptr<RootKeyProvider>> open_recovery(std::span<const std::string> shares) {
  std::map<std::uint8_t, ParsedShare> parsed;  // the same share twice counts once
  for (std::size_t i = 0; i < shares.size(); ++i) {
    auto share = parse_share(shares[i]);
    if (!share)
      return fail(ErrorCode::kInvalidArgument, fmt::format("Share number {} of those given is mistyped.", i + 1));
    if (!parsed.empty() && parsed.begin()->second.set != share->set) {
      return fail(ErrorCode::kForbidden, "The shares belong to different sets.");
    }
    parsed.insert_or_assign(share->share.index, *std::move(share));
  }
  if (parsed.empty() || parsed.size() < parsed.begin()->second.threshold) {
    return fail(ErrorCode::kForbidden, parsed.empty() ? "There are no shares."
                                                      : fmt::format("{} different shares are needed, and {} are here.",
                                                                    parsed.begin()->second.threshold, parsed.size()));
  }
  const auto set = parsed.begin()->second.set;
  std::vector<crypto::Share> all;
  for (auto& [index, share] : parsed) all.push_back(std::move(share.share));
  auto private_key = crypto::join(all);
  const auto public_key = private_key ? crypto::box_public_key(private_key->view()) : std::nullopt;
  if (!public_key || !std::ranges::equal(ByteView(*public_key).first(kSetBytes), set)) {
    return fail(ErrorCode::kForbidden, "The shares do not fit together.");
  }
  return std::make_unique<RecoveryProvider>(crypto::BoxKeyPair{*public_key, *std::move(private_key)});
}

Result<std::unique_ptr<RootKeyProvider>> recovery_protector(ByteView protected_key) {
  NSL_TRY(const auto public_key, public_key_in(protected_key));
  return std::make_unique<RecoveryProvider>(crypto::BoxKeyPair{public_key, {}});
}

}  // namespace nsl::vault
