#include "vault/backup.h"

#include "crypto/random.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <span>

namespace nsl::vault {
namespace {

// "NSLX" | format (1) | lock (1) | what the lock needs | sealed content
constexpr std::uint8_t kFormat = 1;
constexpr std::array<std::uint8_t, 5> kStart{'N', 'S', 'L', 'X', kFormat};
enum class Lock : std::uint8_t { kPassphrase = 1, kRecipient = 2 };

// Of kPassphrase: passes (1) | memory in KiB (4) | salt (16) | wrapped key of the file
constexpr std::size_t kCostBytes = 5;
constexpr std::size_t kWrappedBytes = kSealedOverhead + kKeyBytes;
constexpr std::size_t kPassphraseHead = kCostBytes + crypto::kArgon2SaltBytes + kWrappedBytes;
// Of kRecipient: sealed box with the key of the file
constexpr std::size_t kRecipientHead = crypto::kBoxOverheadBytes + kKeyBytes;

constexpr std::size_t kSecretsMax = 1'000'000;
constexpr std::size_t kVersionsMax = 1'000;

std::unexpected<Error> no_backup() {
  return fail(ErrorCode::kInvalidArgument, "This is no backup of secrets, or it was changed or cut.");
}

struct File {
  Lock lock;
  ByteView begin;    // everything before the content: authenticated with it
  ByteView head;     // what the lock needs
  ByteView content;  // sealed
};

Result<File> parse_file(ByteView bytes) {
  constexpr std::size_t kMagicBytes = kStart.size() - 1;
  if (bytes.size() <= kStart.size() ||
      !std::ranges::equal(bytes.first(kMagicBytes), std::span(kStart).first(kMagicBytes)))
    return no_backup();
  if (const int format = bytes[kMagicBytes]; format != kFormat) {
    return fail(
        ErrorCode::kInvalidArgument,
        fmt::format("This backup has format {}; this version of the program reads format {}.", format, kFormat));
  }
  const auto lock = Lock{bytes[kStart.size()]};
  if (lock != Lock::kPassphrase && lock != Lock::kRecipient) return no_backup();
  const std::size_t head_bytes = lock == Lock::kPassphrase ? kPassphraseHead : kRecipientHead;
  const std::size_t begin_bytes = kStart.size() + 1 + head_bytes;
  if (bytes.size() < begin_bytes + kSealedOverhead) return no_backup();
  return File{lock, bytes.first(begin_bytes), bytes.subspan(kStart.size() + 1, head_bytes), bytes.subspan(begin_bytes)};
}

Result<ProviderKey> key_from_passphrase(const crypto::SecretBytes& passphrase, ByteView cost_and_salt) {
  crypto::Argon2Cost cost;
  cost.passes = cost_and_salt[0];
  std::uint64_t kib = 0;
  for (const std::uint8_t byte : cost_and_salt.subspan(1, 4)) kib = kib << 8 | byte;
  cost.memory = {kib << 10};
  crypto::Argon2Salt salt{};
  std::ranges::copy(cost_and_salt.subspan(kCostBytes, salt.size()), salt.begin());
  NSL_TRY(auto bytes, crypto::argon2id(passphrase.view(), salt, cost, kKeyBytes));
  return ProviderKey{Uuid{}, std::move(bytes)};
}

Context context_of(ByteView begin) {
  Context context;
  context.add("backup").add(begin);
  return context;
}

Result<Bytes> passphrase_head(const crypto::SecretBytes& passphrase, crypto::Argon2Cost cost, const BackupKey& key) {
  Bytes head{static_cast<std::uint8_t>(cost.passes)};
  const std::uint64_t kib = cost.memory.bytes >> 10;
  for (int shift = 24; shift >= 0; shift -= 8) head.push_back(static_cast<std::uint8_t>(kib >> shift));
  crypto::Argon2Salt salt{};
  crypto::random_bytes(salt);
  head.insert(head.end(), salt.begin(), salt.end());
  NSL_TRY(const ProviderKey wrapping, key_from_passphrase(passphrase, head));
  const Bytes wrapped = seal(wrapping, context_of(head), key.bytes.view());
  head.insert(head.end(), wrapped.begin(), wrapped.end());
  return head;
}

Result<crypto::SecretBytes> key_by_passphrase(const crypto::SecretBytes& passphrase, ByteView head) {
  const auto cost_and_salt = head.first(kCostBytes + crypto::kArgon2SaltBytes);
  NSL_TRY(const ProviderKey wrapping, key_from_passphrase(passphrase, cost_and_salt));
  auto key = open(wrapping, context_of(cost_and_salt), head.subspan(cost_and_salt.size()));
  if (!key) return fail(ErrorCode::kForbidden, "This is not the passphrase of the backup, or the backup was changed.");
  return key;
}

}  // namespace

Result<Bytes> lock_backup(const crypto::SecretBytes& payload, const BackupLock& lock) {
  if (payload.size() > kSealedBytesMax - kSealedOverhead) {
    return fail(ErrorCode::kPayloadTooLarge, "There is too much for one backup; it has at most 64 MiB.");
  }
  // The key is of this file alone, so its id says nothing.
  const BackupKey key{Uuid{}, crypto::SecretBytes::random(kKeyBytes)};
  Bytes file(kStart.begin(), kStart.end());
  file.push_back(static_cast<std::uint8_t>(lock.passphrase != nullptr ? Lock::kPassphrase : Lock::kRecipient));
  Bytes head;
  if (lock.passphrase != nullptr) {
    NSL_TRY(head, passphrase_head(*lock.passphrase, lock.cost, key));
  } else {
    auto box = crypto::box_seal(lock.recipient.value(), key.bytes.view());
    if (!box)
      return fail(ErrorCode::kInvalidArgument, "This is no public key that keeps anything secret.", "/recipient");
    head = *std::move(box);
  }
  file.insert(file.end(), head.begin(), head.end());
  const Bytes content = seal(key, context_of(file), payload.view());
  file.insert(file.end(), content.begin(), content.end());
  return file;
}

Result<crypto::SecretBytes> unlock_backup(ByteView bytes, const BackupUnlock& unlock) {
  NSL_TRY(const File file, parse_file(bytes));
  crypto::SecretBytes key;
  if (unlock.file_key != nullptr) {
    key = unlock.file_key->clone();
  } else if (file.lock != Lock::kPassphrase) {
    return fail(ErrorCode::kForbidden, "This backup was made for the holder of a key, not for a passphrase.");
  } else {
    NSL_TRY(key, key_by_passphrase(*unlock.passphrase, file.head));
  }
  if (key.size() != kKeyBytes) return fail(ErrorCode::kInvalidArgument, "The key of a backup has 32 bytes.");
  auto payload = open(BackupKey{Uuid{}, std::move(key)}, context_of(file.begin), file.content);
  if (!payload) return no_backup();
  return payload;
}

Result<crypto::SecretBytes> backup_file_key(ByteView bytes, const crypto::BoxKeyPair& recipient) {
  NSL_TRY(const File file, parse_file(bytes));
  if (file.lock != Lock::kRecipient) return fail(ErrorCode::kForbidden, "This backup is under a passphrase.");
  auto key = crypto::box_open(recipient, file.head);
  if (!key) return fail(ErrorCode::kForbidden, "This backup was made for the holder of another key.");
  return *std::move(key);
}

// ---- Content: numbers are 8 bytes, big-endian; texts and values their length and their bytes.

namespace {

// Counts first and writes then, so that the content is never in memory that grows and leaves copies behind.
class Writer {
 public:
  explicit Writer(crypto::SecretBytes* to) : to_(to) {}

  void number(std::uint64_t value) {
    std::array<std::uint8_t, 8> bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(value >> (56 - 8 * i));
    raw(bytes);
  }
  void bytes(ByteView value) {
    number(value.size());
    raw(value);
  }
  std::size_t size() const { return at_; }

 private:
  void raw(ByteView value) {
    if (to_ != nullptr) std::ranges::copy(value, to_->bytes().begin() + static_cast<std::ptrdiff_t>(at_));
    at_ += value.size();
  }

  crypto::SecretBytes* to_;
  std::size_t at_ = 0;
};

class Reader {
 public:
  explicit Reader(ByteView from) : from_(from) {}

  std::uint64_t number() {
    std::uint64_t value = 0;
    for (const std::uint8_t byte : take(8)) value = value << 8 | byte;
    return value;
  }
  ByteView bytes(std::size_t most) {
    const std::uint64_t size = number();
    if (size > most) good_ = false;
    return good_ ? take(size) : ByteView();
  }
  std::string text(std::size_t most) { return std::string(as_text(bytes(most))); }
  void refuse() { good_ = false; }
  bool good() const { return good_; }
  bool at_end() const { return from_.empty(); }

 private:
  ByteView take(std::size_t size) {
    if (size > from_.size()) good_ = false;
    if (!good_) return {};
    const auto taken = from_.first(size);
    from_ = from_.subspan(size);
    return taken;
  }

  ByteView from_;
  bool good_ = true;
};

void write(Writer& writer, const std::vector<BackupSecret>& secrets) {
  writer.number(secrets.size());
  for (const BackupSecret& secret : secrets) {
    for (const std::string* text : {&secret.name, &secret.description, &secret.tags, &secret.labels})
      writer.bytes(as_bytes(*text));
    for (const std::uint64_t number : {secret.state, secret.current, secret.keep, secret.expires_us})
      writer.number(number);
    writer.number(secret.versions.size());
    for (const BackupVersion& version : secret.versions) {
      writer.number(version.number);
      writer.number(version.state);
      writer.bytes(version.value.view());
    }
  }
}

BackupSecret read_secret(Reader& reader) {
  constexpr std::size_t kTextMax = 65'536;
  BackupSecret secret;
  for (std::string* text : {&secret.name, &secret.description, &secret.tags, &secret.labels})
    *text = reader.text(kTextMax);
  for (std::uint64_t* number : {&secret.state, &secret.current, &secret.keep, &secret.expires_us})
    *number = reader.number();
  const std::uint64_t versions = reader.number();
  if (versions > kVersionsMax) reader.refuse();
  for (std::uint64_t i = 0; i < versions && reader.good(); ++i) {
    BackupVersion& version = secret.versions.emplace_back();
    version.number = reader.number();
    version.state = reader.number();
    version.value = crypto::SecretBytes::copy_of(reader.bytes(kSealedBytesMax));
  }
  return secret;
}

}  // namespace

crypto::SecretBytes to_payload(const std::vector<BackupSecret>& secrets) {
  Writer counting(nullptr);
  write(counting, secrets);
  crypto::SecretBytes payload(counting.size());
  Writer writing(&payload);
  write(writing, secrets);
  return payload;
}

Result<std::vector<BackupSecret>> from_payload(ByteView payload) {
  Reader reader(payload);
  const std::uint64_t count = reader.number();
  std::vector<BackupSecret> secrets;
  for (std::uint64_t i = 0; i < count && i < kSecretsMax && reader.good(); ++i) secrets.push_back(read_secret(reader));
  if (!reader.good() || !reader.at_end() || secrets.size() != count) return no_backup();
  return secrets;
}

}  // namespace nsl::vault
