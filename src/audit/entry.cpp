#include "audit/entry.h"

#include "audit/line.h"

#include <array>

namespace nsl::audit {
namespace {

// The members of an entry in the order of its text; writing and reading share it. `E` may be const.
template <typename E, typename Line>
void for_each_member(E& entry, Line& line) {
  line.number("seq", entry.seq);
  line.number("owner_seq", entry.owner_seq);
  line.text("action", entry.action);
  line.text("outcome", entry.outcome);
  line.text("error", entry.error);
  line.text("owner", entry.owner);
  line.text("actor", entry.actor);
  line.text("secret", entry.secret);
  line.text("secret_id", entry.secret_id);
  line.number("secret_version", entry.secret_version);
  line.text("grant", entry.grant);
  line.text("function", entry.function);
  line.number("function_version", entry.function_version);
  line.text("execution", entry.execution);
  line.text("host", entry.host);
  line.text("request", entry.request);
  line.text("detail", entry.detail);
  line.text("reason", entry.reason);
  line.text("value_hash", entry.value_hash);
  line.hash("previous", entry.previous);
  line.hash("owner_previous", entry.owner_previous);
}

// At most kTextMax bytes of well-formed UTF-8.
std::string bounded(std::string_view text) {
  const Bytes well_formed = to_well_formed_utf8(text.substr(0, 2 * kTextMax));
  std::string_view rest = as_text(well_formed);
  if (rest.size() <= kTextMax) return std::string(rest);
  constexpr std::string_view kMore = "…";
  std::size_t keep = 0;
  while (keep + utf8_sequence_length(rest.substr(keep)) + kMore.size() <= kTextMax) {
    keep += utf8_sequence_length(rest.substr(keep));
  }
  return std::string(rest.substr(0, keep)).append(kMore);
}

}  // namespace

Entry entry_of(const Event& event, WallTime now) {
  Entry entry;
  entry.time = now;
  entry.action = to_string(event.action);
  entry.outcome = event.refusal ? "refused" : "ok";
  if (event.refusal) entry.error = info(*event.refusal).name;
  entry.owner = bounded(event.owner);
  entry.actor = bounded(event.actor);
  entry.secret = bounded(event.secret);
  entry.secret_id = bounded(event.secret_id);
  entry.secret_version = event.secret_version;
  entry.grant = bounded(event.grant);
  entry.function = bounded(event.function);
  entry.function_version = event.function_version;
  entry.execution = bounded(event.execution);
  entry.host = bounded(event.host);
  entry.request = bounded(event.request);
  entry.detail = bounded(event.detail);
  entry.reason = bounded(event.reason);
  entry.value_hash = bounded(event.value_hash);
  return entry;
}

std::string to_line(const Entry& entry) {
  LineWriter line;
  line.number("v", kFormatVersion);
  line.number("time_us", static_cast<std::uint64_t>(entry.time.time_since_epoch().count()));
  for_each_member(entry, line);
  return std::move(line).finish();
}

Result<Entry> parse_entry(std::string_view text) {
  NSL_TRY(LineReader line, LineReader::create(text));
  Entry entry;
  std::uint64_t version = 0;
  std::uint64_t time_us = 0;
  line.number("v", version);
  line.number("time_us", time_us);
  for_each_member(entry, line);
  NSL_TRY_VOID(line.finish());
  if (version != kFormatVersion) return fail(ErrorCode::kInvalidArgument, "the entry is of a version that this program does not know");
  if (!std::in_range<std::int64_t>(time_us)) return fail(ErrorCode::kInvalidArgument, "\"time_us\" is no time");
  entry.time = WallTime{std::chrono::microseconds{static_cast<std::int64_t>(time_us)}};
  if (entry.seq == 0 || entry.owner_seq == 0 || entry.action.empty() || entry.owner.empty()) {
    return fail(ErrorCode::kInvalidArgument, "the entry has no seq, owner_seq, action or owner");
  }
  if (to_line(entry) != text) return fail(ErrorCode::kInvalidArgument, "the entry is not written as this program writes it");
  return entry;
}

Hash hash_of(std::string_view line) { return crypto::sha256(as_bytes(line)); }

}  // namespace nsl::audit
