#include "crypto/rsa.h"

#include "base/check.h"
#include "crypto/openssl.h"

#include <openssl/core_names.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <bit>

namespace nsl::crypto {
namespace {

using ParameterBuilder = std::unique_ptr<OSSL_PARAM_BLD, Deleter<OSSL_PARAM_BLD_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, Deleter<OSSL_PARAM_free>>;

constexpr std::size_t kModulusBitsMin = 2048;
constexpr std::size_t kModulusBitsMax = 8192;  // what a verification may cost: some 400 µs
constexpr std::uint32_t kExponentMin = 3;

std::size_t bits_of(ByteView number) {
  return number.size() * 8 - static_cast<std::size_t>(std::countl_zero(number.front()));
}

unsigned remainder(ByteView number, unsigned divisor) {
  unsigned rest = 0;
  for (const std::uint8_t byte : number) rest = (rest * 256 + byte) % divisor;
  return rest;
}

bool is_power_of_65537(unsigned value, unsigned modulus) {
  unsigned power = 1;
  do {
    if (power == value) return true;
    power = power * (65'537 % modulus) % modulus;
  } while (power != 1);
  return false;
}

// Keys of the faulty chips are powers of 65537 modulo each small prime (Nemec et al., "The Return of Coppersmith's
// Attack", 2017, section 4); of other keys one in some hundred millions is.
bool has_roca_mark(ByteView modulus) {
  constexpr unsigned kPrimes[] = {3,  5,  7,  11, 13, 17,  19,  23,  29,  31,  37,  41,  43,  47,  53,  59,  61,  67,  71,
                                  73, 79, 83, 89, 97, 101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167};
  return std::ranges::all_of(
      kPrimes, [&](unsigned prime) { return is_power_of_65537(remainder(modulus, prime), prime); });
}

BigNumber number_of(ByteView big_endian) {
  BigNumber number(BN_bin2bn(big_endian.data(), static_cast<int>(big_endian.size()), nullptr));
  NSL_CHECK(number != nullptr);
  return number;
}

Key key_of(const RsaPublic& key) {
  const BigNumber modulus = number_of(key.modulus);
  const BigNumber exponent = number_of(key.exponent);
  const ParameterBuilder builder(OSSL_PARAM_BLD_new());
  NSL_CHECK(builder != nullptr);
  NSL_CHECK(OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get()) == 1);
  NSL_CHECK(OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get()) == 1);
  const Parameters parameters(OSSL_PARAM_BLD_to_param(builder.get()));
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
  NSL_CHECK(parameters != nullptr && context != nullptr && EVP_PKEY_fromdata_init(context.get()) == 1);
  EVP_PKEY* made = nullptr;
  NSL_CHECK(EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_PUBLIC_KEY, parameters.get()) == 1);
  return Key(made);
}

}  // namespace

bool rsa_usable(const RsaPublic& key) {
  const auto& [modulus, exponent] = key;
  if (modulus.empty() || modulus.front() == 0 || modulus.back() % 2 == 0) return false;
  if (bits_of(modulus) < kModulusBitsMin || bits_of(modulus) > kModulusBitsMax) return false;
  if (exponent.empty() || exponent.size() > sizeof(std::uint32_t) || exponent.front() == 0) return false;
  std::uint32_t value = 0;
  for (const std::uint8_t byte : exponent) value = value << 8 | byte;
  return value % 2 == 1 && value >= kExponentMin && !has_roca_mark(modulus);
}

bool rsa_verify(RsaScheme scheme, Hash hash, const RsaSigned& signed_by, ByteView data) {
  const ErrorQueueScope errors;
  if (!rsa_usable(signed_by.key) || signed_by.signature.size() != signed_by.key.modulus.size()) return false;
  const Key key = key_of(signed_by.key);
  const KeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr));
  NSL_CHECK(context != nullptr && EVP_PKEY_verify_init(context.get()) == 1);
  NSL_CHECK(EVP_PKEY_CTX_set_signature_md(context.get(), algorithm(hash)) == 1);
  if (scheme == RsaScheme::kPss) {
    NSL_CHECK(EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PSS_PADDING) == 1);
    NSL_CHECK(EVP_PKEY_CTX_set_rsa_mgf1_md(context.get(), algorithm(hash)) == 1);
    NSL_CHECK(EVP_PKEY_CTX_set_rsa_pss_saltlen(context.get(), RSA_PSS_SALTLEN_DIGEST) == 1);
  } else {
    NSL_CHECK(EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING) == 1);
  }
  const Digest message = digest(hash, data);
  return EVP_PKEY_verify(context.get(), signed_by.signature.data(), signed_by.signature.size(), message.view().data(),
                         message.size()) == 1;
}

}  // namespace nsl::crypto
