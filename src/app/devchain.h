#pragma once
// The development chain of `nsl dev`.

#include "base/settings.h"
#include "devchain/rpc/server.h"

#include <memory>
#include <string_view>

namespace nsl::app {

// Starts it as the settings have it, with its blocks in the data folder, which exists, and a wallet beside them
// (dev-wallet.json) that holds the funded account `dev`. kInvalidArgument for an address that is not loopback.
Result<std::unique_ptr<devchain::DevchainServer>> start_devchain(const Settings& settings);

inline constexpr std::string_view kDevWalletFile = "dev-wallet.json";

// Of that file. Its key is public, so the passphrase may be, too.
inline constexpr std::string_view kDevPassphrase = "dev";

}  // namespace nsl::app
