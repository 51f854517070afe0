#pragma once
// CryptoLib's methods on the curve BLS12-381: its points go through scripts as interop objects.

#include "devchain/native/native.h"

namespace nsl::devchain {

std::vector<NativeMethod> bls_methods();

}  // namespace nsl::devchain
