#pragma once
// Between rows and what callers see, and the checks of what callers say. Pure functions. Private to src/vault.

#include "vault/ledger.h"
#include "vault/secrets.h"

namespace nsl::vault {

Result<Secret> to_secret(const SecretRow& row);
SecretVersion to_version(const VersionRow& row, std::uint64_t owner_key_number);

// kInvalidName, kInvalidArgument; a pointer to the member that is wrong.
Status check_name(std::string_view name);
Status check_changes(const SecretChanges& changes);

// What the columns `tags` and `labels` say.
Result<SecretChanges> stored_changes(const std::string& tags, const std::string& labels);

// Puts the changes into the row; labels must point to versions up to `latest`.
Status apply_changes(SecretRow& row, const SecretChanges& changes);

// kPreconditionFailed unless the row (null: there is none) is what the caller asks for.
Status check_condition(const SecretRow* row, const Condition& condition);

// kForbidden where the owner's values are never shown to people.
Status check_reveal(const SecretLimits& limits, const Caller& caller);

// The version that the selector means; kVersionNotFound for a label that is not there.
Result<std::int64_t> selected_version(const SecretRow& row, const Selector& which);

// Numbers of the versions to remove, so that `keep` are left: the oldest first, never the current one or one with a
// label. `numbers` rising.
std::vector<std::int64_t> versions_to_prune(const SecretRow& row, const std::vector<std::int64_t>& numbers);

}  // namespace nsl::vault
