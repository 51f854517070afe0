#pragma once
// Private to src/audit: writing and reading the JSON objects that are one line each. Members have a fixed order, texts
// that are empty and numbers that are zero are left out.

#include "audit/entry.h"
#include "base/json.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace nsl::audit {

inline constexpr std::uint64_t kFormatVersion = 1;

class LineWriter {
 public:
  LineWriter() { out_.reserve(512); }
  void number(std::string_view name, std::uint64_t value);
  void text(std::string_view name, std::string_view value);
  void hash(std::string_view name, const Hash& value);
  const std::string& so_far() const { return out_; }  // without the closing brace
  std::string finish() &&;

 private:
  void name(std::string_view name);
  std::string out_;
};

// Takes an object's members by name. What is missing is empty or zero; what is of another type is remembered as wrong,
// and finish() also finds members that nobody asked for.
class LineReader {
 public:
  // kMalformedJson, kPayloadTooLarge, kInvalidArgument when it is no object.
  static Result<LineReader> create(std::string_view line);

  void number(std::string_view name, std::uint64_t& to);
  void text(std::string_view name, std::string& to);
  void hash(std::string_view name, Hash& to);
  Status finish() const;

 private:
  explicit LineReader(json::object object) : object_(std::move(object)) {}
  const json::value* take(std::string_view name);

  json::object object_;
  std::size_t taken_ = 0;
  std::string wrong_;
};

}  // namespace nsl::audit
