#include "neo/types/address.h"

#include "neo/types/base58.h"

namespace nsl::neo {

namespace {

constexpr std::uint8_t kLegacyVersion = 0x17;

}  // namespace

std::string to_address(const UInt160& account) {
  std::array<std::uint8_t, 1 + UInt160::kBytes> payload;
  payload[0] = kAddressVersion;
  std::ranges::copy(account.bytes(), payload.begin() + 1);
  return to_base58check(payload);
}

Result<UInt160> parse_address(std::string_view text) {
  const auto payload = from_base58check(text);
  if (!payload || payload->size() != 1 + UInt160::kBytes) {
    return fail(ErrorCode::kInvalidArgument,
                "This is no Neo address: 34 characters that begin with N and end in a checksum that fits.");
  }
  if (payload->front() == kLegacyVersion) {
    return fail(ErrorCode::kInvalidArgument, "This is an address of Neo Legacy. Addresses of Neo N3 begin with N.");
  }
  if (payload->front() != kAddressVersion) {
    return fail(ErrorCode::kInvalidArgument, "This address belongs to another network than Neo N3.");
  }
  return *UInt160::from_bytes(ByteView(*payload).subspan(1));
}

Result<UInt160> parse_account(std::string_view text) {
  if (text.starts_with("0x") || text.size() == 2 * UInt160::kBytes) return UInt160::parse(text);
  return parse_address(text);
}

}  // namespace nsl::neo
