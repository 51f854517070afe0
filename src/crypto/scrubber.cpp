#include "crypto/scrubber.h"

#include "crypto/constant_time.h"

#include <algorithm>
#include <cctype>
#include <cstring>

namespace nsl::crypto {
namespace {

enum class HexCase : std::uint8_t { kUpper, kLower };

std::string upper(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

std::string hex_of(std::string_view text, HexCase hex_case) {
  const std::string digits = to_hex(as_bytes(text));
  return hex_case == HexCase::kUpper ? upper(digits) : digits;
}

// What a way of writing JSON escapes although it need not.
struct JsonStyle {
  std::string_view as_code;  // characters that are written as \u00XX
  bool slash;                // / is written as \/
  bool ascii;                // all that is not ASCII is written as \uXXXX
  HexCase hex_case;
};
constexpr JsonStyle kJsonStyles[] = {
    {"", false, false, HexCase::kLower},         // JSON.stringify, and the service itself
    {"", false, true, HexCase::kLower},          // Python
    {"", true, true, HexCase::kLower},           // PHP
    {"<>&", false, false, HexCase::kLower},      // Go, Rails
    {"<>&'=", false, false, HexCase::kLower},    // Gson
    {"\"<>&'+`", false, true, HexCase::kUpper},  // .NET
};

void append_code_unit(std::string& out, std::uint32_t unit, HexCase hex_case) {
  const char bytes[] = {static_cast<char>(unit >> 8), static_cast<char>(unit & 0xff)};
  out.append("\\u").append(hex_of({bytes, 2}, hex_case));
}

// The character at the front of well-formed UTF-8 that is not ASCII, in UTF-16. How many bytes it has.
std::size_t append_code_units(std::string& out, std::string_view text, HexCase hex_case) {
  const auto lead = static_cast<unsigned char>(text[0]);
  const std::size_t size = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  std::uint32_t point = lead & (0xffu >> (size + 1));
  for (const char c : text.substr(1, size - 1)) point = point << 6 | (static_cast<unsigned char>(c) & 0x3fu);
  if (point < 0x10000) {
    append_code_unit(out, point, hex_case);
  } else {
    append_code_unit(out, 0xd800 + ((point - 0x10000) >> 10), hex_case);
    append_code_unit(out, 0xdc00 + ((point - 0x10000) & 0x3ff), hex_case);
  }
  return size;
}

// "" when a value is no text and so cannot stand in JSON.
std::string as_json(std::string_view value, const JsonStyle& style) {
  if (!is_utf8(value)) return {};
  constexpr std::string_view kEscaped = "\"\\\b\f\n\r\t", kLetters = "\"\\bfnrt";
  std::string out;
  for (std::size_t at = 0; at < value.size();) {
    const char c = value[at];
    const auto byte = static_cast<unsigned char>(c);
    if (style.ascii && byte >= 0x80) {
      at += append_code_units(out, value.substr(at), style.hex_case);
      continue;
    }
    ++at;
    if (style.as_code.find(c) != style.as_code.npos) append_code_unit(out, byte, style.hex_case);
    else if (const auto escape = kEscaped.find(c); escape != kEscaped.npos)
      out.append(1, '\\').append(1, kLetters[escape]);
    else if (byte < 0x20) append_code_unit(out, byte, style.hex_case);
    else if (c == '/' && style.slash) out += "\\/";
    else out += c;
  }
  return out;
}

// How pages write the quotation mark and the apostrophe.
struct HtmlStyle {
  std::string_view quote;
  std::string_view apostrophe;
};
constexpr HtmlStyle kHtmlStyles[] = {
    {"&quot;", "&#39;"}, {"&quot;", "&#x27;"}, {"&quot;", "&#039;"}, {"&quot;", "'"}, {"&#34;", "&#39;"},
};

std::string as_html(std::string_view value, const HtmlStyle& style) {
  std::string out;
  for (const char c : value) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += style.quote; break;
      case '\'': out += style.apostrophe; break;
      default: out += c;
    }
  }
  return out;
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
      out.append("%").append(hex_of({&c, 1}, hex_case));
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
  for (const JsonStyle& style : kJsonStyles) add_form(as_json(text, style), marker);
  for (const HtmlStyle& style : kHtmlStyles) add_form(as_html(text, style), marker);
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
