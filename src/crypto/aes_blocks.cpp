#include "base/check.h"
#include "crypto/aes.h"
#include "crypto/openssl.h"

namespace nsl::crypto {

namespace {

constexpr std::size_t kBlockBytes = 16;
constexpr std::size_t kKeyBytes = 32;

enum class Direction : int { kDecrypt = 0, kEncrypt = 1 };

void transform(Direction direction, ByteView key, std::span<std::uint8_t> blocks) {
  NSL_CHECK(key.size() == kKeyBytes && blocks.size() % kBlockBytes == 0 && blocks.size() <= kCipherBytesMax);
  const CipherContext context(EVP_CIPHER_CTX_new());
  NSL_CHECK(context != nullptr);
  NSL_CHECK(EVP_CipherInit_ex2(context.get(), aes(CipherMode::kEcb, kKeyBytes), key.data(), nullptr,
                               static_cast<int>(direction), nullptr) == 1);
  NSL_CHECK(EVP_CIPHER_CTX_set_padding(context.get(), 0) == 1);
  int written = 0;
  NSL_CHECK(EVP_CipherUpdate(context.get(), blocks.data(), &written, blocks.data(), static_cast<int>(blocks.size())) ==
            1);
  NSL_CHECK(static_cast<std::size_t>(written) == blocks.size());
}

}  // namespace

void aes256_encrypt_blocks(ByteView key, std::span<std::uint8_t> blocks) {
  transform(Direction::kEncrypt, key, blocks);
}

void aes256_decrypt_blocks(ByteView key, std::span<std::uint8_t> blocks) {
  transform(Direction::kDecrypt, key, blocks);
}

}  // namespace nsl::crypto
