#include "audit/line.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace nsl::audit {

void LineWriter::name(std::string_view name) {
  out_.push_back(out_.empty() ? '{' : ',');
  out_.push_back('"');
  out_.append(name);
  out_.append("\":");
}

void LineWriter::number(std::string_view name, std::uint64_t value) {
  if (value == 0) return;
  this->name(name);
  fmt::format_to(std::back_inserter(out_), "{}", value);
}

void LineWriter::text(std::string_view name, std::string_view value) {
  if (value.empty()) return;
  this->name(name);
  json::append_quoted(out_, value);
}

void LineWriter::hash(std::string_view name, const Hash& value) { text(name, to_hex(value)); }

std::string LineWriter::finish() && {
  out_.push_back('}');
  return std::move(out_);
}

Result<LineReader> LineReader::create(std::string_view line) {
  if (line.size() > kLineMax) return fail(ErrorCode::kPayloadTooLarge, fmt::format("the line has more than {} bytes", kLineMax));
  NSL_TRY(json::value value, json::parse(line));
  if (!value.is_object()) return fail(ErrorCode::kInvalidArgument, "the line is no JSON object");
  return LineReader(std::move(value.get_object()));
}

const json::value* LineReader::take(std::string_view name) {
  const json::value* const member = object_.if_contains(name);
  if (member != nullptr) ++taken_;
  return member;
}

void LineReader::number(std::string_view name, std::uint64_t& to) {
  const json::value* const member = take(name);
  if (member == nullptr) return;
  boost::system::error_code error;
  to = member->is_double() ? 0 : member->to_number<std::uint64_t>(error);
  if (error || to == 0) wrong_ = name;
}

void LineReader::text(std::string_view name, std::string& to) {
  const json::value* const member = take(name);
  if (member == nullptr) return;
  if (member->is_string()) to = json::view(member->get_string());
  else wrong_ = name;
}

void LineReader::hash(std::string_view name, Hash& to) {
  std::string digits;
  text(name, digits);
  const auto bytes = from_hex(digits);
  if (!bytes || bytes->size() != to.size()) {
    wrong_ = name;
    return;
  }
  std::ranges::copy(*bytes, to.begin());
}

Status LineReader::finish() const {
  if (!wrong_.empty()) return fail(ErrorCode::kInvalidArgument, fmt::format("\"{}\" is missing or not what it must be", wrong_));
  if (taken_ != object_.size()) return fail(ErrorCode::kInvalidArgument, "the line has a member that does not belong there");
  return {};
}

}  // namespace nsl::audit
