#include "audit/head.h"

#include "audit/line.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace nsl::audit {
namespace {

// Keeps signatures of heads apart from everything else that may be signed with such a key.
constexpr std::string_view kPurpose = "nsl audit head 1\n";
constexpr std::string_view kSignatureMember = ",\"signature\":\"";

template <typename H, typename Line>
void for_each_member(H& head, Line& line) {
  line.number("number", head.number);
  line.text("owner", head.owner);
  line.number("before_seq", head.before.seq);
  line.hash("before", head.before.hash);
  line.number("seq", head.head.seq);
  line.hash("head", head.head.hash);
  line.text("key", head.key);
}

std::string unsigned_text(const SignedHead& head) {
  LineWriter line;
  line.number("v", kFormatVersion);
  line.number("signed_us", static_cast<std::uint64_t>(head.time.time_since_epoch().count()));
  for_each_member(head, line);
  return line.so_far();
}

std::string with_signature(std::string text, std::string_view signature) {
  return text.append(kSignatureMember).append(signature).append("\"}");
}

std::string message_of(std::string_view unsigned_text) { return std::string(kPurpose).append(unsigned_text); }

}  // namespace

std::string to_string(const Head& head) { return fmt::format("{}:{}", head.seq, to_hex(head.hash)); }

std::optional<Head> parse_head(std::string_view text) {
  Head head;
  const auto colon = text.find(':');
  if (colon == text.npos || text.starts_with('0')) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + colon, head.seq);
  const auto hash = from_hex(text.substr(colon + 1));
  if (error != std::errc{} || end != text.data() + colon || !hash || hash->size() != head.hash.size()) return std::nullopt;
  std::ranges::copy(*hash, head.hash.begin());
  return head;
}

std::string sign_head(SignedHead head, const Keys& keys, WallTime now) {
  head.time = now;
  head.key = key_text(keys.public_key());
  std::string text = unsigned_text(head);
  const auto signature = keys.sign(as_bytes(message_of(text)));
  return with_signature(std::move(text), to_base64url(signature));
}

Result<SignedHead> parse_signed_head(std::string_view text) {
  NSL_TRY(LineReader line, LineReader::create(text));
  SignedHead head;
  std::uint64_t version = 0;
  std::uint64_t time_us = 0;
  line.number("v", version);
  line.number("signed_us", time_us);
  for_each_member(head, line);
  line.text("signature", head.signature);
  NSL_TRY_VOID(line.finish());
  if (version != kFormatVersion) return fail(ErrorCode::kInvalidArgument, "the head is of a version that this program does not know");
  if (!std::in_range<std::int64_t>(time_us)) return fail(ErrorCode::kInvalidArgument, "\"signed_us\" is no time");
  head.time = WallTime{std::chrono::microseconds{static_cast<std::int64_t>(time_us)}};
  if (with_signature(unsigned_text(head), head.signature) != text) {
    return fail(ErrorCode::kInvalidArgument, "the head is not written as this program writes it");
  }
  return head;
}

bool is_head_line(std::string_view line) { return line.find(kSignatureMember) != line.npos; }

bool is_signed_by(std::string_view line, const crypto::P256Point& public_key) {
  const auto end = line.rfind(kSignatureMember);
  if (end == line.npos || !line.ends_with("\"}")) return false;
  std::string_view digits = line.substr(end + kSignatureMember.size());
  digits.remove_suffix(2);
  const auto signature = from_base64url(digits);
  if (!signature) return false;
  return crypto::p256_verify(crypto::Hash::kSha256, {.key = {public_key}, .signature = *signature},
                             as_bytes(message_of(line.substr(0, end))));
}

}  // namespace nsl::audit
