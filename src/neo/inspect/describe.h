#pragma once
// What inspect() shows of each thing. The members are named as in JSON-RPC, with what follows from them added.

#include "base/json.h"
#include "neo/contract/nef.h"
#include "neo/transaction/signing.h"
#include "neo/transaction/transaction.h"
#include "neo/types/ec_point.h"
#include "neo/types/hash.h"
#include "neo/wallet/wallet_file.h"

namespace nsl::neo {

json::object describe(const UInt160& account);
json::object describe(const ECPoint& key);
json::object describe(const Transaction& transaction);
json::object describe(const Nef& nef);
json::object describe(const WalletFile& wallet);
json::object describe(const SigningContext& context);
json::object describe_script(ByteView script);

}  // namespace nsl::neo
