#include "api/vault_examples.h"

#include "api/schema/write.h"
#include "api/types.h"
#include "base/bytes.h"
#include "vault/backup.h"

namespace nsl::api::examples {
namespace {

constexpr const char* kTime = "2026-01-01T00:00:00.000Z";

Confidential confidential(std::string_view text) { return {crypto::SecretBytes::copy_of(as_bytes(text))}; }

Secret sample_secret() {
  return {.id = "sec_01kdqcy8p8f2v9s4m6h0t3wxyz",
          .name = "COINGECKO_KEY",
          .description = "Price source of the oracle.",
          .tags = {{"team", "oracle"}},
          .labels = {{"stable", 1}},
          .state = "enabled",
          .current_version = 2,
          .latest_version = 2,
          .revision = 3,
          .keep_versions = 10,
          .created_at = kTime,
          .updated_at = kTime,
          .expires_at = "2027-01-01T00:00:00.000Z",
          .last_used_at = {}};
}

}  // namespace

std::string set_secret_request() {
  return to_json(SetSecretRequest{.value = confidential("CG-1234"),
                                  .value_base64 = {},
                                  .description = "Price source of the oracle.",
                                  .tags = std::map<std::string, std::string>{{"team", "oracle"}},
                                  .labels = {},
                                  .keep_versions = {},
                                  .expires_at = "2027-01-01T00:00:00Z"});
}

std::string secret() { return to_json(sample_secret()); }

std::string secret_page() {
  SecretPage page;
  page.data.push_back(sample_secret());
  return to_json(page);
}

std::string secret_versions() {
  SecretVersionList list;
  for (const std::uint64_t number : {2u, 1u}) list.data.push_back({number, "enabled", 7, 1, kTime, "token:laptop"});
  return to_json(list);
}

std::string revealed_secret() { return to_json(RevealedSecret{"COINGECKO_KEY", 2, confidential("Q0ctMTIzNA==")}); }

std::string vault_status() {
  return to_json(VaultStatus{.state = "unsealed",
                             .reason = {},
                             .providers = {"passphrase", "recovery"},
                             .root_key = 2,
                             .root_key_created_at = kTime,
                             .root_key_uses = 12,
                             .owners = 11,
                             .epoch = 512,
                             .rotations = {{"owner key of alice", 256, 1024}}});
}

std::string new_provider() {
  NewProvider provider{.kind = "recovery", .shares = {}};
  for (const char* share : {"nsl-share-2-1-3f0c...", "nsl-share-2-2-3f0c...", "nsl-share-2-3-3f0c..."}) {
    provider.shares.push_back(confidential(share));
  }
  return to_json(provider);
}

std::string import_request() {
  const auto passphrase = crypto::SecretBytes::copy_of(as_bytes("correct horse battery"));
  // As cheap as it gets: this is made at every start.
  const auto file =
      vault::lock_backup(vault::to_payload({}), {.passphrase = &passphrase, .cost = {.passes = 1, .memory = 8_KiB}});
  return to_json(ImportRequest{.backup = to_base64(file.value_or(Bytes{})),
                               .passphrase = confidential("correct horse battery"),
                               .file_key = {},
                               .existing = "skip"});
}

}  // namespace nsl::api::examples
