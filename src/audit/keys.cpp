#include "audit/keys.h"

#include "base/check.h"
#include "crypto/kdf.h"
#include "crypto/random.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace nsl::audit {
namespace {

using Seed = std::array<std::uint8_t, Keys::kSeedBytes>;

std::unexpected<Error> file_error(std::string_view what, const std::filesystem::path& path) {
  return fail(ErrorCode::kStorageFailed,
              fmt::format("cannot {} the audit key {}: {}", what, path.string(), std::strerror(errno)));
}

// A descriptor that closes itself.
struct File {
  int descriptor;
  explicit File(int opened) : descriptor(opened) {}
  ~File() {
    if (descriptor >= 0) close(descriptor);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
};

Result<Seed> read_seed(const File& file, const std::filesystem::path& path) {
  struct stat about{};
  if (fstat(file.descriptor, &about) != 0) return file_error("look at", path);
  if ((about.st_mode & 077) != 0) {
    return fail(ErrorCode::kInvalidArgument, fmt::format("others can read the audit key {}: chmod 600 it", path.string()));
  }
  char digits[2 * Keys::kSeedBytes + 2];
  const ssize_t got = read(file.descriptor, digits, sizeof digits);
  if (got < 0) return file_error("read", path);
  std::string_view text(digits, static_cast<std::size_t>(got));
  if (text.ends_with('\n')) text.remove_suffix(1);
  auto bytes = from_hex(text);
  explicit_bzero(digits, sizeof digits);
  if (!bytes || bytes->size() != Keys::kSeedBytes) {
    return fail(ErrorCode::kInvalidArgument,
                fmt::format("no audit key in {}: 64 hexadecimal digits are expected; put the file back from a copy", path.string()));
  }
  Seed seed;
  std::ranges::copy(*bytes, seed.begin());
  explicit_bzero(bytes->data(), bytes->size());
  return seed;
}

Result<Seed> write_seed(const File& file, const std::filesystem::path& path) {
  Seed seed;
  crypto::random_bytes(seed);
  std::string line = to_hex(seed) + '\n';
  const bool written = write(file.descriptor, line.data(), line.size()) == static_cast<ssize_t>(line.size());
  explicit_bzero(line.data(), line.size());
  if (!written || fsync(file.descriptor) != 0) return file_error("write", path);
  return seed;
}

Result<Seed> load_or_create_seed(const std::filesystem::path& path) {
  if (const File existing(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)); existing.descriptor >= 0) {
    return read_seed(existing, path);
  }
  if (errno != ENOENT) return file_error("open", path);
  const File made(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR));
  if (made.descriptor < 0) return file_error("make", path);
  return write_seed(made, path);
}

void derive(const Seed& seed, std::string_view purpose, std::array<std::uint8_t, 32>& to) {
  auto key = crypto::hkdf(crypto::Hash::kSha256, {.key = seed, .salt = {}, .info = as_bytes(purpose)}, to.size());
  NSL_CHECK(key.has_value());
  std::ranges::copy(*key, to.begin());
  explicit_bzero(key->data(), key->size());
}

}  // namespace

Result<std::unique_ptr<Keys>> Keys::load_or_create(const std::filesystem::path& file) {
  NSL_TRY(Seed seed, load_or_create_seed(file));
  auto keys = from_seed(seed);
  explicit_bzero(seed.data(), seed.size());
  return keys;
}

std::unique_ptr<Keys> Keys::from_seed(const Seed& seed) {
  std::unique_ptr<Keys> keys(new Keys);
  derive(seed, "nsl audit value hash 1", keys->value_key_);
  // A scalar is refused once in 2^32; then the next one is as good.
  std::optional<crypto::P256Point> point;
  for (int attempt = 1; !point; ++attempt) {
    derive(seed, fmt::format("nsl audit signing key 1.{}", attempt), keys->signing_key_);
    point = crypto::p256_public({keys->signing_key_});
  }
  keys->public_key_ = *point;
  return keys;
}

Keys::~Keys() {
  explicit_bzero(signing_key_.data(), signing_key_.size());
  explicit_bzero(value_key_.data(), value_key_.size());
}

crypto::P256Signature Keys::sign(ByteView message) const {
  const auto signature = crypto::p256_sign(crypto::Hash::kSha256, {signing_key_}, message);
  NSL_CHECK(signature.has_value());
  return *signature;
}

std::string Keys::value_hash(std::string_view owner, ByteView value) const {
  // A key for each owner, so that no owner and value together can look like another owner and value.
  const auto owner_key = crypto::hmac(crypto::Hash::kSha256, {value_key_}, as_bytes(owner));
  const auto tag = crypto::hmac(crypto::Hash::kSha256, {owner_key.view()}, value);
  return to_hex(tag.view().first(16));
}

std::string key_text(const crypto::P256Point& public_key) { return to_base64url(public_key); }

std::optional<crypto::P256Point> parse_key_text(std::string_view text) {
  const auto bytes = from_base64url(text);
  if (!bytes || bytes->size() != crypto::P256Point{}.size()) return std::nullopt;
  return crypto::p256_check({*bytes});
}

}  // namespace nsl::audit
