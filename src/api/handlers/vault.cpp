#include "api/handlers/vault.h"

#include "api/handlers/secrets.h"
#include "base/bytes.h"
#include "vault/backup.h"
#include "vault/providers/file.h"
#include "vault/providers/tpm2.h"
#include "vault/secret_backup.h"
#include "vault/vault.h"

#include <algorithm>

namespace nsl::api {
namespace {

using Provider = std::unique_ptr<vault::RootKeyProvider>;

Result<Reply<VaultStatus>> reply_with_status(Call& call, int status) {
  NSL_TRY(const auto vault, call.context().vault.status());
  VaultStatus body{.state = std::string(to_string(vault.state)),
                   .reason = {},
                   .providers = vault.providers,
                   .root_key = vault.root_key,
                   .root_key_created_at = {},
                   .root_key_uses = vault.root_key_uses,
                   .owners = vault.owners,
                   .epoch = vault.epoch,
                   .rotations = {}};
  if (!vault.reason.empty()) body.reason = vault.reason;
  if (vault.root_key != 0) body.root_key_created_at = to_rfc3339(vault.root_key_created_at);
  for (const auto& rotation : vault.rotations) body.rotations.push_back({rotation.what, rotation.done, rotation.total});
  return reply(status, body);
}

Result<Provider> key_file(Call& call, vault::MissingKeyFile missing) {
  const std::string& path = call.context().vault.options().key_file;
  if (path.empty()) {
    return fail(ErrorCode::kInvalidArgument,
                "The service is configured without a key file; give a passphrase or shares.");
  }
  return vault::open_file_provider(path, missing);
}

Result<Provider> from_shares(const std::vector<Confidential>& given) {
  std::vector<std::string> shares;
  for (const Confidential& share : given) shares.emplace_back(as_text(share.text.view()));
  auto provider = vault::open_recovery(shares);
  for (std::string& share : shares) crypto::wipe(share);
  return provider;
}

Result<Provider> token(Call& call, Confidential& pin) {
  const auto& options = call.context().vault.options();
  if (options.pkcs11_module.empty()) {
    return fail(ErrorCode::kInvalidArgument, "The service is configured without a token (vault.pkcs11_module).",
                "/pin");
  }
  return vault::make_pkcs11_provider({.module = options.pkcs11_module, .token = options.pkcs11_token},
                                     std::move(pin.text));
}

Result<Provider> tpm2(Call& call, std::string pointer) {
  const auto& options = call.context().vault.options();
  if (options.tpm2.empty()) {
    return fail(ErrorCode::kInvalidArgument, "The service is configured without a TPM (vault.tpm2).",
                std::move(pointer));
  }
  return vault::make_tpm2_provider({.device = {.tcti = options.tpm2}, .pcrs = options.tpm2_pcrs});
}

Result<Provider> provider_of(Call& call, UnsealRequest& request) {
  const int given =
      request.means.has_value() + request.passphrase.has_value() + request.pin.has_value() + request.shares.has_value();
  if (given > 1) return fail(ErrorCode::kInvalidArgument, "Give one of means, passphrase, pin and shares.", "/shares");
  if (request.means == "tpm2") return tpm2(call, "/means");
  if (request.passphrase) return vault::make_passphrase_provider(std::move(request.passphrase->text));
  if (request.shares) return from_shares(*request.shares);
  if (request.pin) return token(call, *request.pin);
  return key_file(call, vault::MissingKeyFile::kRefuse);
}

}  // namespace

Result<Reply<VaultStatus>> get_vault(Call& call, Input<>) { return reply_with_status(call, 200); }

Result<Reply<VaultStatus>> unseal_vault(Call& call, Input<Nothing, Nothing, Nothing, UnsealRequest> input) {
  NSL_TRY(auto provider, provider_of(call, input.body));
  NSL_TRY_VOID(call.context().vault.unseal(caller_of(call), std::move(provider)));
  return reply_with_status(call, 200);
}

Result<Reply<VaultStatus>> seal_vault(Call& call, Input<>) {
  NSL_TRY_VOID(call.context().vault.seal(caller_of(call)));
  return reply_with_status(call, 200);
}

Result<Reply<VaultStatus>> rotate_vault(Call& call, Input<Nothing, Nothing, Nothing, RotateRequest> input) {
  auto& vault = call.context().vault;
  const auto caller = caller_of(call);
  if (input.body.owner && input.body.what != "owner_key") {
    return fail(ErrorCode::kInvalidArgument, "An owner goes with owner_key only.", "/owner");
  }
  if (input.body.what == "root_key") NSL_TRY_VOID(vault.rotate_root_key(caller));
  else if (input.body.what == "owner_key")
    NSL_TRY_VOID(vault.rotate_owner_key(caller, input.body.owner.value_or(caller.owner)));
  else NSL_TRY_VOID(vault.rotate_all_owner_keys(caller));
  return reply_with_status(call, 202);
}

Result<Reply<VaultVerified>> verify_vault(Call& call, Input<>) {
  NSL_TRY(const auto rows, call.context().vault.verify(caller_of(call)));
  return reply(200, VaultVerified{rows});
}

Result<Reply<NewProvider>> add_provider(Call& call, Input<Nothing, Nothing, Nothing, AddProviderRequest> input) {
  AddProviderRequest& request = input.body;
  NewProvider body{.kind = request.kind, .shares = {}};
  Provider provider;
  if (request.kind == "recovery") {
    if (!request.shares || !request.threshold)
      return fail(ErrorCode::kInvalidArgument, "Say how many shares, and how many are needed.", "/shares");
    NSL_TRY(auto recovery, vault::make_recovery(static_cast<std::uint8_t>(*request.shares),
                                                static_cast<std::uint8_t>(*request.threshold)));
    provider = std::move(recovery.provider);
    for (std::string& share : recovery.shares) {
      body.shares.push_back({crypto::SecretBytes::copy_of(as_bytes(share))});
      crypto::wipe(share);
    }
  } else if (request.kind == "passphrase") {
    if (!request.passphrase) return fail(ErrorCode::kInvalidArgument, "Give the passphrase.", "/passphrase");
    NSL_TRY(provider, vault::make_passphrase_provider(std::move(request.passphrase->text)));
  } else if (request.kind == "pkcs11") {
    if (!request.pin) return fail(ErrorCode::kInvalidArgument, "Give the PIN of the token.", "/pin");
    NSL_TRY(provider, token(call, *request.pin));
  } else if (request.kind == "tpm2") {
    NSL_TRY(provider, tpm2(call, "/kind"));
  } else {
    NSL_TRY(provider, key_file(call, vault::MissingKeyFile::kMake));
  }
  NSL_TRY_VOID(call.context().vault.add_provider(caller_of(call), std::move(provider)));
  auto answer = reply(201, body);
  answer.response.headers.emplace_back("Cache-Control", "no-store");
  return answer;
}

Result<Reply<Nothing>> remove_provider(Call& call, Input<ProviderPath> input) {
  NSL_TRY_VOID(call.context().vault.remove_provider(caller_of(call), input.path.provider));
  return Reply<Nothing>{{.status = 204, .content_type = "", .headers = {}, .body = {}}};
}

Result<Reply<OwnerDestroyed>> destroy_owner(Call& call, Input<Nothing, Nothing, Nothing, DestroyOwnerRequest> input) {
  if (input.body.owner != input.body.confirm) {
    return fail(ErrorCode::kInvalidArgument,
                "All secrets of this owner will be gone for good. Repeat the owner in confirm.", "/confirm");
  }
  NSL_TRY(const auto secrets, call.context().vault.destroy_owner(caller_of(call), input.body.owner));
  return reply(200, OwnerDestroyed{secrets});
}

namespace {

Result<crypto::BoxPublicKey> to_recipient(const std::string& text) {
  const auto bytes = from_hex(text);
  crypto::BoxPublicKey key{};
  if (!bytes || bytes->size() != key.size()) {
    return fail(ErrorCode::kInvalidArgument, "A recipient is 64 hexadecimal digits; `nsl secret keygen` makes one.",
                "/recipient");
  }
  std::ranges::copy(*bytes, key.begin());
  return key;
}

Result<crypto::SecretBytes> to_file_key(const Confidential& base64) {
  auto bytes = from_base64(as_text(base64.text.view()));
  if (!bytes) return fail(ErrorCode::kInvalidArgument, "This is not base64.", "/file_key");
  auto key = crypto::SecretBytes::copy_of(*bytes);
  crypto::wipe(*bytes);
  return key;
}

Result<crypto::SecretBytes> unlock(const ImportRequest& request) {
  const auto file = from_base64(request.backup);
  if (!file) return fail(ErrorCode::kInvalidArgument, "This is not base64.", "/backup");
  if (request.passphrase.has_value() == request.file_key.has_value()) {
    return fail(ErrorCode::kInvalidArgument, "Give a passphrase or a file_key.", "/passphrase");
  }
  if (request.passphrase) return vault::unlock_backup(*file, {.passphrase = &request.passphrase->text});
  NSL_TRY(const auto key, to_file_key(*request.file_key));
  return vault::unlock_backup(*file, {.file_key = &key});
}

}  // namespace

Result<Reply<SecretBackup>> export_secrets(Call& call, Input<Nothing, Nothing, Nothing, ExportRequest> input) {
  if (input.body.passphrase.has_value() == input.body.recipient.has_value()) {
    return fail(ErrorCode::kInvalidArgument, "Give a passphrase or a recipient.", "/passphrase");
  }
  vault::BackupLock lock;
  if (input.body.passphrase) {
    lock.passphrase = &input.body.passphrase->text;
  } else {
    NSL_TRY(lock.recipient, to_recipient(*input.body.recipient));
  }
  NSL_TRY(const auto payload, call.context().secret_backup.take_out(caller_of(call)));
  NSL_TRY(const Bytes file, vault::lock_backup(payload, lock));
  return reply(200, SecretBackup{to_base64(file)});
}

Result<Reply<ImportedSecrets>> import_secrets(Call& call, Input<Nothing, Nothing, Nothing, ImportRequest> input) {
  NSL_TRY(const auto payload, unlock(input.body));
  const auto existing =
      input.body.existing.value_or("refuse") == "skip" ? vault::Existing::kSkip : vault::Existing::kRefuse;
  NSL_TRY(const auto imported, call.context().secret_backup.put_in(caller_of(call), payload.view(), existing));
  return reply(200, ImportedSecrets{imported.secrets, imported.skipped});
}

}  // namespace nsl::api
