#include "functions/trace_context.h"

#include "base/bytes.h"
#include "crypto/random.h"

#include <algorithm>
#include <array>

namespace nsl::functions {
namespace {

constexpr std::size_t kSize = 55;  // "vv-" + 32 + "-" + 16 + "-ff"
constexpr std::size_t kTrace = 3;
constexpr std::size_t kSpan = 36;
constexpr std::size_t kFlags = 53;

bool is_number(std::string_view digits) {
  return std::ranges::all_of(digits, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool is_id(std::string_view digits) { return is_number(digits) && digits.find_first_not_of('0') != digits.npos; }

std::string new_span() {
  std::array<std::uint8_t, 8> bytes{};
  crypto::random_bytes(bytes);
  bytes[0] |= 1;  // never all zeros, which would be no id
  return to_hex(bytes);
}

}  // namespace

std::string trace_from(std::string_view text) {
  if (text.size() < kSize) return {};
  const std::string_view version = text.substr(0, 2);
  if (!is_number(version) || version == "ff") return {};
  const bool ends_well = text.size() == kSize || (version != "00" && text[kSize] == '-');
  const bool cut_well = text[2] == '-' && text[kSpan - 1] == '-' && text[kFlags - 1] == '-';
  if (!ends_well || !cut_well) return {};
  if (!is_id(text.substr(kTrace, 32)) || !is_id(text.substr(kSpan, 16)) || !is_number(text.substr(kFlags, 2)))
    return {};
  // Flags above 01 (sampled) mean nothing in version 00 and are not passed on.
  const bool sampled = std::string_view("13579bdf").contains(text[kFlags + 1]);
  return std::string("00-")
      .append(text.substr(kTrace, 32))
      .append("-")
      .append(new_span())
      .append(sampled ? "-01" : "-00");
}

std::string child_of(std::string_view trace) { return trace.empty() ? std::string() : trace_from(trace); }

std::string_view trace_id_of(std::string_view trace) { return trace.empty() ? trace : trace.substr(kTrace, 32); }

}  // namespace nsl::functions
