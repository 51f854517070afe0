#include "crypto/kdf.h"

#include "base/check.h"
#include "crypto/openssl.h"

#include <openssl/crypto.h>
#include <openssl/err.h>

#include <algorithm>
#include <bit>
#include <string>

namespace nsl::crypto {

namespace {

std::uint64_t blocks_for(Hash hash, std::size_t length) {
  const auto block = digest_bytes(hash);
  return length / block + (length % block != 0 ? 1 : 0);
}

}  // namespace

// On our HMAC and not on OpenSSL's EVP_KDF, which in 3.0 refuses an empty key and an empty output; Web Crypto allows
// both.
Result<Bytes> hkdf(Hash hash, const HkdfInput& input, std::size_t length) {
  const auto blocks = blocks_for(hash, length);
  if (blocks > 255) {
    return fail(ErrorCode::kInvalidArgument,
                "HKDF gives at most " + std::to_string(255 * digest_bytes(hash)) + " bytes with this hash.");
  }
  auto pseudorandom_key = hmac(hash, MacKey{input.salt}, input.key);

  Bytes out;
  out.reserve(length);
  Bytes message;  // T(i - 1) | info | i
  message.reserve(Digest::kBytesMax + input.info.size() + 1);
  for (std::uint64_t block = 1; block <= blocks; ++block) {
    message.insert(message.end(), input.info.begin(), input.info.end());
    message.push_back(static_cast<std::uint8_t>(block));
    const auto output = hmac(hash, MacKey{pseudorandom_key.view()}, message);
    const auto take = std::min(output.size(), length - out.size());
    out.insert(out.end(), output.view().begin(), output.view().begin() + static_cast<std::ptrdiff_t>(take));
    message.assign(output.view().begin(), output.view().end());
  }
  OPENSSL_cleanse(pseudorandom_key.data(), pseudorandom_key.size());
  OPENSSL_cleanse(message.data(), message.size());
  return out;
}

Result<Bytes> pbkdf2(Hash hash, const Pbkdf2Input& input, std::size_t length) {
  if (input.iterations == 0) return fail(ErrorCode::kInvalidArgument, "PBKDF2 needs at least one iteration.");
  if (input.password.size() > kCipherBytesMax || input.salt.size() > kCipherBytesMax) {
    return fail(ErrorCode::kInvalidArgument, "The password or the salt is too long for PBKDF2.");
  }
  const auto blocks = blocks_for(hash, length);
  if (input.iterations > kPbkdf2WorkMax || blocks > kPbkdf2WorkMax / input.iterations) {
    return fail(ErrorCode::kInvalidArgument, "PBKDF2 does at most " + std::to_string(kPbkdf2WorkMax) +
                                                 " iterations, counted over all blocks of output.");
  }
  Bytes out(length);
  if (length == 0) return out;
  const auto password = as_text(input.password);
  NSL_CHECK(PKCS5_PBKDF2_HMAC(password.empty() ? "" : password.data(), static_cast<int>(password.size()),
                              input.salt.data(), static_cast<int>(input.salt.size()),
                              static_cast<int>(input.iterations), algorithm(hash), static_cast<int>(length),
                              out.data()) == 1);
  return out;
}

Result<SecretBytes> scrypt(const ScryptInput& input, std::size_t length) {
  const bool known = std::has_single_bit(input.n) && input.n > 1 && input.r > 0 && input.p > 0;
  // Each factor is below 2^21, so that the products fit.
  constexpr std::uint64_t kFactorMax = 1 << 21;
  const bool small = known && input.n < kFactorMax && input.r < kFactorMax && input.p < kFactorMax &&
                     128 * input.n * input.r <= kScryptMemoryMax &&
                     128 * input.n * input.r <= kScryptWorkMax / input.p;
  if (!small || length == 0) {
    return fail(ErrorCode::kInvalidArgument,
                "scrypt cannot be done with these parameters: n is a power of two, and n, r and p together ask for at "
                "most 256 MiB and some seconds.");
  }
  SecretBytes out(length);
  const auto password = as_text(input.password);
  // OpenSSL's own bound leaves no room beside the memory itself.
  const int done = EVP_PBE_scrypt(password.empty() ? "" : password.data(), password.size(), input.salt.data(),
                                  input.salt.size(), input.n, input.r, input.p, 2 * kScryptMemoryMax,
                                  out.bytes().data(), out.size());
  if (done != 1) {
    ERR_clear_error();
    return fail(ErrorCode::kInvalidArgument, "scrypt cannot be done with these parameters.");
  }
  return out;
}

}  // namespace nsl::crypto
