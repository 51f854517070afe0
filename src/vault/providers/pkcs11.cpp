#include "vault/providers/pkcs11.h"

#include "vault/providers/pkcs11_message.h"
#include "vault/providers/pkcs11_token.h"
#include "vault/providers/process.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace nsl::vault {
namespace {

constexpr const char* kProcessName = "vault-token";
constexpr std::array<std::uint8_t, 3> kStart{'N', 'K', 1};  // then what the token gave

class Pkcs11Provider final : public RootKeyProvider {
 public:
  Pkcs11Provider(Pkcs11Options options, crypto::SecretBytes pin)
      : options_(std::move(options)),
        process_{.program = options_.program, .name = kProcessName, .device = "token", .timeout = options_.timeout},
        pin_(std::move(pin)) {}

  std::string_view name() const override { return "pkcs11"; }

  Result<Bytes> protect(const crypto::SecretBytes& root_key, const Context& context) override {
    NSL_TRY(const auto encrypted, ask(process_, request(TokenOperation::kEncrypt, root_key.view(), context)));
    Bytes bytes(kStart.begin(), kStart.end());
    bytes.insert(bytes.end(), encrypted.view().begin(), encrypted.view().end());
    return bytes;
  }

  Result<crypto::SecretBytes> recover(ByteView bytes, const Context& context) override {
    if (bytes.size() < kStart.size() || !std::ranges::equal(bytes.first(kStart.size()), kStart)) {
      return fail(ErrorCode::kVaultDamaged, "What the token protects is not of the known form.");
    }
    return ask(process_, request(TokenOperation::kDecrypt, bytes.subspan(kStart.size()), context));
  }

 private:
  crypto::SecretBytes request(TokenOperation operation, ByteView data, const Context& context) const {
    return to_message(TokenRequest{.operation = operation,
                                   .module = options_.module,
                                   .token = options_.token,
                                   .key = options_.key,
                                   .pin = pin_.clone(),
                                   .context = Bytes(context.bytes().begin(), context.bytes().end()),
                                   .data = crypto::SecretBytes::copy_of(data)});
  }

  const Pkcs11Options options_;
  const ProviderProcess process_;
  crypto::SecretBytes pin_;
};

}  // namespace

Result<std::unique_ptr<RootKeyProvider>> make_pkcs11_provider(Pkcs11Options options, crypto::SecretBytes pin) {
  if (!options.module.starts_with('/'))
    return fail(ErrorCode::kInvalidArgument, "The PKCS#11 module is an absolute path.");
  if (options.token.empty() || options.token.size() > 32 || options.key.empty() || options.key.size() > 64) {
    return fail(ErrorCode::kInvalidArgument, "A token's label has 1 to 32 bytes, a key's 1 to 64.");
  }
  if (pin.empty() || pin.size() > kPinBytesMax)
    return fail(ErrorCode::kInvalidArgument, fmt::format("A PIN has 1 to {} bytes.", kPinBytesMax));
  return std::make_unique<Pkcs11Provider>(std::move(options), std::move(pin));
}

std::optional<int> run_if_pkcs11_process(int argc, char** argv) {
  return serve_if_started_as(kProcessName, argc, argv,
                             [](ByteView message) -> std::optional<Result<crypto::SecretBytes>> {
                               const auto request = parse_request(message);
                               if (!request) return std::nullopt;
                               return carry_out(*request);
                             });
}

}  // namespace nsl::vault
