#include "crypto/scrubber.h"

#include "crypto/constant_time.h"

#include <algorithm>
#include <cctype>
#include <cstring>

namespace nsl::crypto {
namespace {

// As JSON.stringify and our own writer do it; "" when a value is no text and so cannot stand in JSON.
std::string as_json(std::string_view value) {
  if (!is_utf8(value)) return {};
  std::string out;
  for (const char c : value) {
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\b': out += "\\b"; break;
      case '\f': out += "\\f"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        if (static_cast<unsigned char>(c) >= 0x20) out += c;
        else out.append("\\u00").append(to_hex(as_bytes({&c, 1})));
    }
  }
  return out;
}

enum class HexCase : std::uint8_t { kUpper, kLower };

std::string upper(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

// What a way of percent-encoding leaves as it is, besides letters and digits.
struct PercentStyle {
  std::string_view kept;
  char space;  // what stands for a blank; 0: %20
};
constexpr PercentStyle kPercentStyles[] = {
    {"-_.~", 0},       // RFC 3986, and the service itself
    {"-_.!~*'()", 0},  // encodeURIComponent
    {"-_.*", '+'},     // URLSearchParams and forms
};

std::string as_percent(std::string_view value, const PercentStyle& style, HexCase hex_case) {
  std::string out;
  for (const char c : value) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0 || style.kept.find(c) != style.kept.npos) {
      out += c;
    } else if (c == ' ' && style.space != 0) {
      out += style.space;
    } else {
      const std::string digits = to_hex(as_bytes({&c, 1}));
      out.append("%").append(hex_case == HexCase::kUpper ? upper(digits) : digits);
    }
  }
  return out;
}

// The characters of base64 that the value decides alone when `offset` bytes come before it and any number after it.
std::string inside_base64(std::string_view value, std::size_t offset) {
  std::string padded(offset, '\0');
  padded.append(value);
  const std::string encoded = to_base64url(as_bytes(padded));
  wipe(padded);
  const std::size_t first = offset == 0 ? 0 : offset + 1;  // of 8 * offset bits, in characters of 6, rounded up
  const std::size_t whole = (offset + value.size()) * 8 / 6;
  return encoded.substr(first, whole - first);
}

std::string in_standard_alphabet(std::string text) {
  std::ranges::replace(text, '-', '+');
  std::ranges::replace(text, '_', '/');
  return text;
}

std::size_t find(std::string_view text, ByteView form, std::size_t from) {
  if (from >= text.size()) return text.npos;
  const void* const found = memmem(text.data() + from, text.size() - from, form.data(), form.size());
  return found == nullptr ? text.npos : static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

}  // namespace

void Scrubber::add(std::string_view name, ByteView value) {
  if (value.size() < kValueBytesMin) return;
  const std::string_view text = as_text(value);
  const std::string marker = std::string("[secret ").append(name).append("]");
  add_form(std::string(text), marker);
  add_form(as_json(text), marker);
  for (const PercentStyle& style : kPercentStyles) {
    add_form(as_percent(text, style, HexCase::kUpper), marker);
    add_form(as_percent(text, style, HexCase::kLower), marker);
  }
  add_form(to_hex(value), marker);
  add_form(upper(to_hex(value)), marker);
  for (const std::size_t offset : {0u, 1u, 2u}) {
    add_form(inside_base64(text, offset), marker);
    add_form(in_standard_alphabet(inside_base64(text, offset)), marker);
  }
  // Longer forms first: what contains another one is replaced as a whole.
  std::ranges::sort(forms_, std::ranges::greater{}, [](const Form& form) { return form.text.size(); });
}

void Scrubber::add_form(std::string text, const std::string& marker) {
  const bool known = std::ranges::any_of(
      forms_, [&](const Form& form) { return constant_time_equal(form.text.view(), as_bytes(text)); });
  if (text.size() >= kValueBytesMin && !known)
    forms_.push_back({.text = SecretBytes::copy_of(as_bytes(text)), .marker = marker});
  wipe(text);
}

bool Scrubber::finds(std::string_view text) const {
  return std::ranges::any_of(forms_, [&](const Form& form) { return find(text, form.text.view(), 0) != text.npos; });
}

bool Scrubber::scrub(std::string& text) const {
  bool found = false;
  for (const Form& form : forms_) {
    std::size_t from = 0;
    std::string out;
    for (std::size_t at = find(text, form.text.view(), 0); at != text.npos; at = find(text, form.text.view(), from)) {
      out.append(text, from, at - from).append(form.marker);
      from = at + form.text.size();
    }
    if (from == 0) continue;
    found = true;
    out.append(text, from);
    wipe(text);
    text = std::move(out);
  }
  return found;
}

}  // namespace nsl::crypto
