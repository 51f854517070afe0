#include "functions/journal.h"

#include "base/json.h"

#include <fmt/format.h>

#include <charconv>

namespace nsl::functions {
namespace {

void append_member(std::string& out, std::string_view name, std::string_view json) {
  if (out.back() != '{') out.push_back(',');
  json::append_quoted(out, name);
  out.push_back(':');
  out.append(json);
}

void append_text_member(std::string& out, std::string_view name, std::string_view text) {
  std::string quoted;
  json::append_quoted(quoted, text);
  append_member(out, name, quoted);
}

std::string entry_json(const JournalEntry& entry) {
  std::string out = "{";
  append_member(out, "call", std::to_string(entry.call));
  append_text_member(out, "name", entry.name);
  append_text_member(out, "asked_ns", std::to_string(entry.asked_ns));
  append_text_member(out, "arguments", entry.arguments);
  if (!entry.arguments_body.empty()) append_text_member(out, "arguments_body", to_base64(entry.arguments_body));
  if (entry.answer_order != 0) {
    append_member(out, "answer_order", std::to_string(entry.answer_order));
    append_text_member(out, "answered_ns", std::to_string(entry.answered_ns));
    append_text_member(out, entry.ok ? "result" : "error", entry.result);
    if (!entry.result_body.empty()) append_text_member(out, "result_body", to_base64(entry.result_body));
    if (entry.result_body_withheld) append_member(out, "result_body_withheld", "true");
  }
  out.push_back('}');
  return out;
}

// Members of an entry that came from storage.
class EntryReader {
 public:
  explicit EntryReader(const json::object& object) : object_(object) {}

  std::string text(std::string_view name) {
    const auto* const member = object_.if_contains(name);
    if (member == nullptr) return {};
    if (!member->is_string()) return wrong(name);
    return std::string(json::view(member->get_string()));
  }
  std::int64_t ns(std::string_view name) {
    const std::string digits = text(name);
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (!digits.empty() && (error != std::errc{} || end != digits.data() + digits.size())) wrong(name);
    return value;
  }
  std::uint32_t count(std::string_view name) {
    const auto* const member = object_.if_contains(name);
    if (member == nullptr) return 0;
    boost::system::error_code error;
    const auto value = member->to_number<std::uint32_t>(error);
    if (error) wrong(name);
    return value;
  }
  Bytes bytes(std::string_view name) {
    auto decoded = from_base64(text(name));
    if (!decoded) wrong(name);
    return std::move(decoded).value_or(Bytes{});
  }
  bool has(std::string_view name) const { return object_.contains(name); }
  const std::string& wrong_member() const { return wrong_; }

 private:
  std::string wrong(std::string_view name) {
    wrong_ = name;
    return {};
  }
  const json::object& object_;
  std::string wrong_;
};

}  // namespace

JournalEntry Journal::asked(const engine::HostCall& call, const crypto::Scrubber& scrubber) {
  JournalEntry entry;
  entry.call = call.number;
  entry.name = call.name;
  entry.arguments = call.arguments;
  entry.arguments_body.assign(call.body.begin(), call.body.end());
  if (scrubber.empty()) return entry;
  scrubber.scrub(entry.name);
  scrubber.scrub(entry.arguments);
  std::string body(as_text(call.body));
  if (scrubber.scrub(body)) entry.arguments_body.assign(body.begin(), body.end());
  crypto::wipe(body);
  return entry;
}

void Journal::record_call(const engine::HostCall& call, std::int64_t now_ns, const crypto::Scrubber& scrubber) {
  JournalEntry entry = asked(call, scrubber);
  entry.asked_ns = now_ns;
  entries_.push_back(std::move(entry));
}

void Journal::record_answer(const engine::HostAnswer& answer, Body body) {
  // Calls are numbered from 1 without gaps.
  if (answer.number == 0 || answer.number > entries_.size()) return;
  JournalEntry& entry = entries_[answer.number - 1];
  entry.answer_order = ++answers_;
  entry.ok = answer.ok;
  entry.result = answer.json;
  entry.result_body_withheld = body == Body::kWithheld;
  if (body == Body::kRecorded) entry.result_body.assign(answer.body.begin(), answer.body.end());
  entry.answered_ns = answer.now_ns;
}

std::string Journal::to_json() const {
  if (entries_.empty()) return {};
  std::string out = "[";
  for (const JournalEntry& entry : entries_) {
    if (out.size() > 1) out.push_back(',');
    out.append(entry_json(entry));
  }
  out.push_back(']');
  return out;
}

Result<Journal> Journal::parse(std::string_view text) {
  Journal journal;
  if (text.empty()) return journal;
  NSL_TRY(const json::value value, json::parse(text));
  if (!value.is_array()) return fail(ErrorCode::kInvalidArgument, "a journal is a JSON array");
  for (const json::value& item : value.get_array()) {
    if (!item.is_object()) return fail(ErrorCode::kInvalidArgument, "a journal holds objects");
    EntryReader reader(item.get_object());
    JournalEntry entry;
    entry.call = reader.count("call");
    entry.name = reader.text("name");
    entry.arguments = reader.text("arguments");
    entry.arguments_body = reader.bytes("arguments_body");
    entry.answer_order = reader.count("answer_order");
    entry.ok = !reader.has("error");
    entry.result = reader.text(entry.ok ? "result" : "error");
    entry.result_body = reader.bytes("result_body");
    entry.result_body_withheld = reader.has("result_body_withheld");
    entry.asked_ns = reader.ns("asked_ns");
    entry.answered_ns = reader.ns("answered_ns");
    if (!reader.wrong_member().empty() || entry.call != journal.entries_.size() + 1) {
      return fail(ErrorCode::kInvalidArgument, fmt::format("journal entry {} is damaged (\"{}\")",
                                                           journal.entries_.size() + 1, reader.wrong_member()));
    }
    journal.answers_ += entry.answer_order != 0 ? 1 : 0;
    journal.entries_.push_back(std::move(entry));
  }
  return journal;
}

}  // namespace nsl::functions
