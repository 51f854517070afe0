#pragma once
// Handlers of the operations on the vault as a whole, for operators.

#include "api/call.h"
#include "api/input.h"
#include "api/reply.h"
#include "api/types.h"

namespace nsl::api {

Result<Reply<VaultStatus>> get_vault(Call& call, Input<> input);
Result<Reply<VaultStatus>> unseal_vault(Call& call, Input<Nothing, Nothing, Nothing, UnsealRequest> input);
Result<Reply<VaultStatus>> seal_vault(Call& call, Input<> input);
Result<Reply<VaultStatus>> rotate_vault(Call& call, Input<Nothing, Nothing, Nothing, RotateRequest> input);
Result<Reply<VaultVerified>> verify_vault(Call& call, Input<> input);
Result<Reply<NewProvider>> add_provider(Call& call, Input<Nothing, Nothing, Nothing, AddProviderRequest> input);
Result<Reply<Nothing>> remove_provider(Call& call, Input<ProviderPath> input);
Result<Reply<OwnerDestroyed>> destroy_owner(Call& call, Input<Nothing, Nothing, Nothing, DestroyOwnerRequest> input);

Result<Reply<SecretBackup>> export_secrets(Call& call, Input<Nothing, Nothing, Nothing, ExportRequest> input);
Result<Reply<ImportedSecrets>> import_secrets(Call& call, Input<Nothing, Nothing, Nothing, ImportRequest> input);

}  // namespace nsl::api
