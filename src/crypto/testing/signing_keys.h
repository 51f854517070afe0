#pragma once
// Test support: keys of the kinds that the product only checks signatures of, to sign with.

#include "base/bytes.h"
#include "crypto/rsa.h"

#include <memory>

namespace nsl::crypto::testing {

// Fresh, and the same for the life of the program: RSA keys take long to make.
class SigningKey {
 public:
  static const SigningKey& rsa();  // 2048 bits
  static const SigningKey& ed25519();
  ~SigningKey();

  Bytes modulus() const;  // of RSA; big-endian, as exponent()
  Bytes exponent() const;
  Bytes point() const;  // of Ed25519

  // With SHA-256.
  Bytes sign_rsa(RsaScheme scheme, ByteView data) const;
  Bytes sign_ed25519(ByteView data) const;

 private:
  struct State;
  explicit SigningKey(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace nsl::crypto::testing
