#include "base/json.h"

#include "base/bytes.h"

#include <boost/json/basic_parser_impl.hpp>
#include <fmt/format.h>

#include <cmath>
#include <iterator>
#include <set>

namespace nsl::json {
namespace {

namespace bj = boost::json;

// Takes every event and keeps nothing but what the rules need.
template <bool kCheckDuplicates>
class Checker {
 public:
  using error = boost::system::error_code;
  static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

  bool on_document_begin(error&) { return true; }
  bool on_document_end(error&) { return true; }
  bool on_object_begin(error&) {
    if constexpr (kCheckDuplicates) members_.emplace_back();
    return true;
  }
  bool on_object_end(std::size_t, error&) {
    if constexpr (kCheckDuplicates) members_.pop_back();
    return true;
  }
  bool on_array_begin(error&) { return true; }
  bool on_array_end(std::size_t, error&) { return true; }
  bool on_key_part(std::string_view part, std::size_t, error&) {
    if constexpr (kCheckDuplicates) key_.append(part);
    return true;
  }
  bool on_key(std::string_view part, std::size_t, error& ec) {
    if constexpr (kCheckDuplicates) {
      key_.append(part);
      const bool fresh = members_.back().insert(key_).second;
      key_.clear();
      if (!fresh) return refuse("a member appears twice in one object", ec);
    }
    return true;
  }
  bool on_string_part(std::string_view, std::size_t, error&) { return true; }
  bool on_string(std::string_view, std::size_t, error&) { return true; }
  bool on_number_part(std::string_view, error&) { return true; }
  bool on_int64(std::int64_t, std::string_view, error&) { return true; }
  bool on_uint64(std::uint64_t, std::string_view, error&) { return true; }
  bool on_double(double number, std::string_view, error& ec) {
    return std::isfinite(number) || refuse("a number is too large", ec);
  }
  bool on_bool(bool, error&) { return true; }
  bool on_null(error&) { return true; }
  bool on_comment_part(std::string_view, error&) { return true; }
  bool on_comment(std::string_view, error&) { return true; }

  const char* reason = nullptr;

 private:
  bool refuse(const char* why, error& ec) {
    reason = why;
    ec = bj::error::not_exact;
    return false;
  }

  // Ordered, not hashed: names chosen to collide must not cost quadratic time.
  std::vector<std::set<std::string>> members_;
  std::string key_;
};

// Whether the parser stopped at, or just behind, an escaped half of a surrogate pair: JSON.stringify writes those.
bool is_lone_surrogate(const boost::system::error_code& ec, std::string_view before) {
  if (ec == bj::error::illegal_leading_surrogate || ec == bj::error::illegal_trailing_surrogate) return true;
  constexpr std::size_t kEscape = 6;  // \uD83D
  if (before.size() < kEscape) return false;
  const std::string_view last = before.substr(before.size() - kEscape);
  return last.starts_with("\\u") && (last[2] == 'd' || last[2] == 'D') && std::string_view("89abAB").contains(last[3]);
}

std::string reason_of(const boost::system::error_code& ec, std::string_view before) {
  if (ec == bj::error::too_deep) return fmt::format("more than {} arrays and objects inside one another", kDepthMax);
  if (is_lone_surrogate(ec, before)) return "half of a surrogate pair (JavaScript's toWellFormed() replaces those)";
  return ec.message();
}

template <bool kCheckDuplicates>
Status check(std::string_view text) {
  bj::parse_options options;
  options.max_depth = kDepthMax;
  bj::basic_parser<Checker<kCheckDuplicates>> parser(options);
  boost::system::error_code ec;
  const std::size_t used = parser.write_some(false, text.data(), text.size(), ec);
  if (!ec && used != text.size()) ec = bj::error::extra_data;
  if (!ec) return {};
  const char* reason = parser.handler().reason;
  return fail(ErrorCode::kMalformedJson,
              fmt::format("not valid JSON at byte {}: {}", used, reason ? std::string(reason) : reason_of(ec, text.substr(0, used))));
}

// Bytes of the character at `at` when it may stand in a literal as it is, else 0.
inline std::size_t literal_length(std::string_view text, std::size_t at) {
  const auto c = static_cast<unsigned char>(text[at]);
  if (c >= 0x80) return utf8_sequence_length(text.substr(at));
  return c >= 0x20 && c != '"' && c != '\\' ? 1 : 0;
}

void append_escape(std::string& out, char c) {
  switch (c) {
    case '"': out.append("\\\""); return;
    case '\\': out.append("\\\\"); return;
    case '\n': out.append("\\n"); return;
    case '\r': out.append("\\r"); return;
    case '\t': out.append("\\t"); return;
    default: break;
  }
  const auto byte = static_cast<unsigned char>(c);
  if (byte >= 0x80) out.append("\xEF\xBF\xBD");  // U+FFFD
  else fmt::format_to(std::back_inserter(out), "\\u{:04x}", byte);
}

}  // namespace

Status validate(std::string_view text) { return check<false>(text); }

Result<value> parse(std::string_view text) {
  NSL_TRY_VOID(check<true>(text));
  bj::parse_options options;
  options.max_depth = kDepthMax;
  boost::system::error_code ec;
  value parsed = bj::parse(text, ec, {}, options);
  if (ec) return fail(ErrorCode::kMalformedJson, fmt::format("not valid JSON: {}", ec.message()));
  return parsed;
}

void append_quoted(std::string& out, std::string_view text) {
  out.push_back('"');
  std::size_t from = 0;  // where the part begins that is still to be copied as it is
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = literal_length(text, i);
    if (length > 0) [[likely]] {
      i += length;
      continue;
    }
    out.append(text, from, i - from);
    append_escape(out, text[i]);
    from = ++i;
  }
  out.append(text, from);
  out.push_back('"');
}

}  // namespace nsl::json
