#include "crypto/openssl.h"

#include "base/check.h"

#include <array>

namespace nsl::crypto {

const EVP_MD* algorithm(Hash hash) {
  static const auto fetched = [] {
    std::array<EVP_MD*, 4> all{EVP_MD_fetch(nullptr, "SHA1", nullptr), EVP_MD_fetch(nullptr, "SHA256", nullptr),
                               EVP_MD_fetch(nullptr, "SHA384", nullptr), EVP_MD_fetch(nullptr, "SHA512", nullptr)};
    for (const auto* one : all) NSL_CHECK(one != nullptr);
    return all;
  }();
  return fetched[static_cast<std::size_t>(hash)];
}

const EVP_MD* ripemd160_algorithm() {
  static const EVP_MD* const fetched = [] {
    const auto* function = EVP_MD_fetch(nullptr, "RIPEMD160", nullptr);
    NSL_CHECK(function != nullptr);
    return function;
  }();
  return fetched;
}

EVP_MAC* hmac_algorithm() {
  static EVP_MAC* const fetched = [] {
    auto* mac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
    NSL_CHECK(mac != nullptr);
    return mac;
  }();
  return fetched;
}

const EVP_CIPHER* aes(CipherMode mode, std::size_t key_bytes) {
  using Sizes = std::array<EVP_CIPHER*, 3>;
  static const auto fetched = [] {
    constexpr std::array<std::array<const char*, 3>, 4> kNames{{
        {"AES-128-GCM", "AES-192-GCM", "AES-256-GCM"},
        {"AES-128-CBC", "AES-192-CBC", "AES-256-CBC"},
        {"AES-128-CTR", "AES-192-CTR", "AES-256-CTR"},
        {"AES-128-ECB", "AES-192-ECB", "AES-256-ECB"},
    }};
    std::array<Sizes, 4> all{};
    for (std::size_t mode_index = 0; mode_index < all.size(); ++mode_index) {
      for (std::size_t size_index = 0; size_index < 3; ++size_index) {
        auto* cipher = EVP_CIPHER_fetch(nullptr, kNames[mode_index][size_index], nullptr);
        NSL_CHECK(cipher != nullptr);
        all[mode_index][size_index] = cipher;
      }
    }
    return all;
  }();
  if (key_bytes != 16 && key_bytes != 24 && key_bytes != 32) return nullptr;
  return fetched[static_cast<std::size_t>(mode)][key_bytes / 8 - 2];
}

}  // namespace nsl::crypto
