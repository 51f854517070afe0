#include "vault/anchor.h"

#include "crypto/constant_time.h"
#include "vault/authenticator.h"
#include "vault/private_file.h"

#include <fmt/format.h>

#include <charconv>

namespace nsl::vault {
namespace {

constexpr std::size_t kFileMax = 512;

// "nsl-anchor 1 VAULT EPOCH MAC\n"; the authenticator is over all that stands before it.
std::string words(std::string_view vault, std::uint64_t epoch) {
  return fmt::format("nsl-anchor 1 {} {} ", vault, epoch);
}

std::unexpected<Error> refuse(std::string message) { return fail(ErrorCode::kVaultDamaged, std::move(message)); }

// The epoch of a file that this vault wrote.
std::optional<std::uint64_t> read_epoch(const Authenticator& authenticator, std::string_view vault,
                                        std::string_view text) {
  const std::size_t end = text.rfind(' ');
  if (end == std::string_view::npos) return std::nullopt;
  const std::size_t begin = text.rfind(' ', end - 1);
  if (begin == std::string_view::npos) return std::nullopt;
  std::uint64_t epoch = 0;
  const auto [last, error] = std::from_chars(text.data() + begin + 1, text.data() + end, epoch);
  if (error != std::errc{} || last != text.data() + end) return std::nullopt;
  const std::string signed_words = words(vault, epoch);
  const std::string expected = signed_words + authenticator.anchor_mac(signed_words) + "\n";
  if (!crypto::constant_time_equal(as_bytes(expected), as_bytes(text))) return std::nullopt;
  return epoch;
}

}  // namespace

Status Anchor::check(const Authenticator& authenticator, std::string_view vault, std::uint64_t epoch,
                     MissingAnchor missing) {
  if (!exists()) return {};
  NSL_TRY(const auto text, read_private_file(path_, kFileMax));
  if (!text) {
    if (missing == MissingAnchor::kMake) return advance(authenticator, vault, epoch);
    return refuse(
        fmt::format("The anchor file {} is missing, and this vault had one. Put it back; if it is lost for "
                    "good, start once with vault.anchor_lost = true.",
                    path_));
  }
  const auto newest = read_epoch(authenticator, vault, *text);
  if (!newest) return refuse(fmt::format("The anchor file {} is not one that this vault wrote.", path_));
  if (*newest > epoch) {
    return refuse(
        fmt::format("The database is an older copy: it is at change {}, and change {} was made already. Put "
                    "back the newest one.",
                    epoch, *newest));
  }
  return advance(authenticator, vault, epoch);
}

Status Anchor::advance(const Authenticator& authenticator, std::string_view vault, std::uint64_t epoch) {
  if (!exists()) return {};
  return written_.with([&](std::uint64_t& written) -> Status {
    if (epoch <= written) return {};
    const std::string signed_words = words(vault, epoch);
    NSL_TRY_VOID(write_private_file(path_, signed_words + authenticator.anchor_mac(signed_words) + "\n"));
    written = epoch;
    return {};
  });
}

}  // namespace nsl::vault
