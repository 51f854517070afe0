#include "vault/providers/tpm2.h"

#include "crypto/constant_time.h"
#include "crypto/digest.h"
#include "vault/tpm2/message.h"

#include <algorithm>

namespace nsl::vault {
namespace {

class Tpm2Provider final : public RootKeyProvider {
 public:
  explicit Tpm2Provider(Tpm2Options options) : options_(std::move(options)) {}

  std::string_view name() const override { return "tpm2"; }

  Result<Bytes> protect(const crypto::SecretBytes& root_key, const Context& context) override {
    const auto place = crypto::sha256(context.bytes());
    crypto::SecretBytes content(root_key.size() + place.size());
    std::ranges::copy(place, std::ranges::copy(root_key.view(), content.bytes().begin()).out);
    NSL_TRY(const auto blob, ask_tpm2(options_.device, {.operation = Tpm2Operation::kSeal,
                                                        .device = options_.device.tcti,
                                                        .number = options_.pcrs,
                                                        .data = content.clone()}));
    const Bytes sealed(blob.view().begin(), blob.view().end());
    // What does not come back now would not come back after the next start.
    NSL_TRY(const auto again, recover(sealed, context));
    if (!crypto::constant_time_equal(again.view(), root_key.view()))
      return fail(ErrorCode::kUnavailable, "The TPM gave back something else than it was given.");
    return sealed;
  }

  Result<crypto::SecretBytes> recover(ByteView protected_key, const Context& context) override {
    if (!parse_tpm2_blob(protected_key))
      return fail(ErrorCode::kVaultDamaged, "What the TPM protects is not of the known form.");
    NSL_TRY(auto content, ask_tpm2(options_.device, {.operation = Tpm2Operation::kUnseal,
                                                     .device = options_.device.tcti,
                                                     .data = crypto::SecretBytes::copy_of(protected_key)}));
    const auto place = crypto::sha256(context.bytes());
    if (content.size() != kKeyBytes + place.size() ||
        !crypto::constant_time_equal(content.view().subspan(kKeyBytes), place)) {
      return fail(ErrorCode::kVaultDamaged, "What the TPM protects belongs to another vault or root key.");
    }
    content.shrink(kKeyBytes);
    return content;
  }

 private:
  const Tpm2Options options_;
};

}  // namespace

Result<std::unique_ptr<RootKeyProvider>> make_tpm2_provider(Tpm2Options options) {
  if (options.pcrs == 0 || options.pcrs >> kPcrs != 0)
    return fail(ErrorCode::kInvalidArgument, "The policy of a TPM names PCRs from 0 to 23, at least one.");
  NSL_TRY_VOID(check(options.device));
  return std::make_unique<Tpm2Provider>(std::move(options));
}

}  // namespace nsl::vault
