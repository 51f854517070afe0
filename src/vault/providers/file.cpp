#include "vault/providers/file.h"

#include "vault/private_file.h"

#include <fmt/format.h>

namespace nsl::vault {
namespace {

constexpr std::string_view kStart = "nsl-root-key 1 ";
constexpr std::size_t kFileBytes = kStart.size() + 2 * (kKeyBytes + 16) + 1;

class FileProvider final : public RootKeyProvider {
 public:
  explicit FileProvider(ProviderKey key) : key_(std::move(key)) {}

  std::string_view name() const override { return "file"; }

  Result<Bytes> protect(const crypto::SecretBytes& root_key, const Context& context) override {
    return seal(key_, context, root_key.view());
  }

  Result<crypto::SecretBytes> recover(ByteView protected_key, const Context& context) override {
    NSL_TRY(const Sealed sealed, parse_sealed(protected_key));
    if (sealed.key != key_.id) return fail(ErrorCode::kForbidden, "The key file belongs to another vault.");
    return open(key_, context, protected_key);
  }

 private:
  ProviderKey key_;
};

// Id and key in hexadecimal; hexadecimal by hand, so that the key passes through no other memory.
void append_hex(std::string& out, ByteView bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  for (const std::uint8_t byte : bytes) {
    out.push_back(kDigits[byte >> 4]);
    out.push_back(kDigits[byte & 15]);
  }
}

std::string text_of(const ProviderKey& key) {
  std::string text;
  text.reserve(kFileBytes);
  text.append(kStart).append(fmt::format("{:016x}{:016x}", key.id.high, key.id.low));
  append_hex(text, key.bytes.view());
  text.push_back('\n');
  return text;
}

std::optional<ProviderKey> parse_key(std::string_view text) {
  if (text.size() != kFileBytes || !text.starts_with(kStart) || !text.ends_with('\n')) return std::nullopt;
  auto bytes = from_hex(text.substr(kStart.size(), kFileBytes - kStart.size() - 1));
  if (!bytes) return std::nullopt;
  ProviderKey key;
  for (std::size_t i = 0; i < 8; ++i) {
    key.id.high = key.id.high << 8 | (*bytes)[i];
    key.id.low = key.id.low << 8 | (*bytes)[8 + i];
  }
  key.bytes = crypto::SecretBytes::copy_of(ByteView(*bytes).subspan(16));
  crypto::wipe(*bytes);
  return key;
}

Result<ProviderKey> make_key_file(const std::string& path) {
  auto key = ProviderKey::generate();
  std::string text = text_of(key);
  const Status made = make_private_file(path, text);
  crypto::wipe(text);
  if (!made) return std::unexpected(made.error());
  return key;
}

}  // namespace

Result<std::unique_ptr<RootKeyProvider>> open_file_provider(const std::string& path, MissingKeyFile missing) {
  NSL_TRY(auto text, read_private_file(path, kFileBytes));
  if (!text) {
    if (missing == MissingKeyFile::kRefuse) {
      return fail(ErrorCode::kUnavailable, fmt::format("the key file {} is missing", path));
    }
    NSL_TRY(auto key, make_key_file(path));
    return std::make_unique<FileProvider>(std::move(key));
  }
  auto key = parse_key(*text);
  crypto::wipe(*text);
  if (!key) return fail(ErrorCode::kInvalidArgument, fmt::format("{} is no key file of nsl", path));
  return std::make_unique<FileProvider>(*std::move(key));
}

}  // namespace nsl::vault
