#include "vault/tpm2/message.h"

#include <algorithm>
#include <bit>

namespace nsl::vault {
namespace {

constexpr std::array<std::uint8_t, 3> kStart{'N', 'T', 1};
constexpr std::size_t kAreaMax = 1'024;  // no area of a sealed object comes near

void append_number(Bytes& out, std::uint32_t number, int bytes) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(number >> shift));
}

// Takes from the front; what is not there leaves `good` false.
struct Reader {
  ByteView rest;
  bool good = true;

  ByteView take(std::size_t size) {
    if (size > rest.size()) good = false;
    if (!good) return {};
    const ByteView taken = rest.first(size);
    rest = rest.subspan(size);
    return taken;
  }
  std::uint32_t number(std::size_t bytes) {
    std::uint32_t value = 0;
    for (const std::uint8_t byte : take(bytes)) value = value << 8 | byte;
    return value;
  }
  Bytes area() {
    const std::uint32_t size = number(2);
    if (size == 0 || size > kAreaMax) good = false;
    const ByteView bytes = take(size);
    return {bytes.begin(), bytes.end()};
  }
};

}  // namespace

crypto::SecretBytes to_message(const Tpm2Request& request) {
  Bytes number;
  append_number(number, request.number, 4);
  const std::array<ByteView, 3> parts{as_bytes(request.device), ByteView(number), request.data.view()};
  return join_message(static_cast<std::uint8_t>(request.operation), parts);
}

std::optional<Tpm2Request> parse_tpm2_request(ByteView message) {
  std::array<ByteView, 3> parts;
  if (!split_message(message, parts) || message[0] < 1 || message[0] > kTpm2OperationLast || parts[1].size() != 4)
    return std::nullopt;
  Reader number{parts[1]};
  return Tpm2Request{.operation = Tpm2Operation{message[0]},
                     .device = std::string(as_text(parts[0])),
                     .number = number.number(4),
                     .data = crypto::SecretBytes::copy_of(parts[2])};
}

Bytes to_bytes(const Tpm2Blob& blob) {
  Bytes bytes(kStart.begin(), kStart.end());
  append_number(bytes, blob.pcrs, 3);
  for (const PcrValue& value : blob.values) bytes.insert(bytes.end(), value.begin(), value.end());
  for (const Bytes* area : {&blob.public_area, &blob.private_area}) {
    append_number(bytes, static_cast<std::uint32_t>(area->size()), 2);
    bytes.insert(bytes.end(), area->begin(), area->end());
  }
  return bytes;
}

std::optional<Tpm2Blob> parse_tpm2_blob(ByteView bytes) {
  Reader reader{bytes};
  if (!std::ranges::equal(reader.take(kStart.size()), kStart)) return std::nullopt;
  Tpm2Blob blob{.pcrs = reader.number(3), .values = {}, .public_area = {}, .private_area = {}};
  for (int i = std::popcount(blob.pcrs); i > 0 && reader.good; --i) {
    const ByteView value = reader.take(PcrValue{}.size());
    std::ranges::copy(value, blob.values.emplace_back().begin());
  }
  blob.public_area = reader.area();
  blob.private_area = reader.area();
  if (!reader.good || !reader.rest.empty() || blob.pcrs == 0) return std::nullopt;
  return blob;
}

}  // namespace nsl::vault
