#include "neo/script/interop.h"

#include "base/bytes.h"
#include "crypto/digest.h"

#include <algorithm>
#include <vector>

namespace nsl::neo {

namespace {

struct Row {
  std::string_view name;
  std::uint32_t price;
};

// Prices: neo-go pkg/core/interops.go.
constexpr Row kRows[] = {
    {"System.Contract.Call", 1 << 15},
    {"System.Contract.CallNative", 0},
    {"System.Contract.CreateMultisigAccount", 0},
    {"System.Contract.CreateStandardAccount", 0},
    {"System.Contract.GetCallFlags", 1 << 10},
    {"System.Contract.NativeOnPersist", 0},
    {"System.Contract.NativePostPersist", 0},
    {"System.Crypto.CheckMultisig", 0},
    {"System.Crypto.CheckSig", 1 << 15},
    {"System.Iterator.Next", 1 << 15},
    {"System.Iterator.Value", 1 << 4},
    {"System.Runtime.BurnGas", 1 << 4},
    {"System.Runtime.CheckWitness", 1 << 10},
    {"System.Runtime.CurrentSigners", 1 << 4},
    {"System.Runtime.GasLeft", 1 << 4},
    {"System.Runtime.GetAddressVersion", 1 << 3},
    {"System.Runtime.GetCallingScriptHash", 1 << 4},
    {"System.Runtime.GetEntryScriptHash", 1 << 4},
    {"System.Runtime.GetExecutingScriptHash", 1 << 4},
    {"System.Runtime.GetInvocationCounter", 1 << 4},
    {"System.Runtime.GetNetwork", 1 << 3},
    {"System.Runtime.GetNotifications", 1 << 12},
    {"System.Runtime.GetRandom", 0},
    {"System.Runtime.GetScriptContainer", 1 << 3},
    {"System.Runtime.GetTime", 1 << 3},
    {"System.Runtime.GetTrigger", 1 << 3},
    {"System.Runtime.LoadScript", 1 << 15},
    {"System.Runtime.Log", 1 << 15},
    {"System.Runtime.Notify", 1 << 15},
    {"System.Runtime.Platform", 1 << 3},
    {"System.Storage.AsReadOnly", 1 << 4},
    {"System.Storage.Delete", 1 << 15},
    {"System.Storage.Find", 1 << 15},
    {"System.Storage.Get", 1 << 15},
    {"System.Storage.GetContext", 1 << 4},
    {"System.Storage.GetReadOnlyContext", 1 << 4},
    {"System.Storage.Local.Delete", 1 << 15},
    {"System.Storage.Local.Find", 1 << 15},
    {"System.Storage.Local.Get", 1 << 15},
    {"System.Storage.Local.Put", 1 << 15},
    {"System.Storage.Put", 1 << 15},
};

// Sorted by id. The ids are computed: a table of 41 digests would be 41 places for a slip.
const std::vector<InteropService>& services() {
  static const std::vector<InteropService> table = [] {
    std::vector<InteropService> out;
    for (const auto& row : kRows) out.push_back({row.name, row.price, interop_id(row.name)});
    std::ranges::sort(out, {}, &InteropService::id);
    return out;
  }();
  return table;
}

}  // namespace

InteropId interop_id(std::string_view name) {
  const auto digest = crypto::sha256(as_bytes(name));
  return {digest[0], digest[1], digest[2], digest[3]};
}

std::span<const InteropService> interop_services() { return services(); }

const InteropService* find_interop(InteropId id) {
  const auto found = std::ranges::lower_bound(services(), id, {}, &InteropService::id);
  return found != services().end() && found->id == id ? &*found : nullptr;
}

}  // namespace nsl::neo
