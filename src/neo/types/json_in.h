#pragma once
// JsonIn: a JSON value that somebody else wrote, read the way Reader reads bytes. The first thing that is not as it
// should be is remembered in the document; from then on everything reads as empty, so that a decoder asks once, in the
// end, whether all was well.
//
//   JsonDocument document(value, "manifest");
//   const auto name = document.root()["name"].text();
//   for (const auto& group : document.root()["groups"].elements(16)) ...
//   NSL_TRY_VOID(document.status());

#include "base/bytes.h"
#include "base/error.h"
#include "base/json.h"
#include "neo/types/ec_point.h"
#include "neo/types/hash.h"
#include "neo/types/integer.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nsl::neo {

class JsonIn;

// Owns the failure. Must outlive everything that is read from it, and the value must outlive it. One thread at a time.
class JsonDocument {
 public:
  // `what` is named in errors.
  JsonDocument(const json::value& value, std::string_view what) : value_(value), what_(what) {}
  JsonDocument(const JsonDocument&) = delete;
  JsonDocument& operator=(const JsonDocument&) = delete;

  JsonIn root();
  Status status() const;

 private:
  friend class JsonIn;
  const json::value& value_;
  std::string_view what_;
  std::optional<Error> failure_;
};

class JsonIn {
 public:
  // A member that must be there; a member that may be missing or null.
  JsonIn operator[](std::string_view name) const;
  std::optional<JsonIn> find(std::string_view name) const;
  std::vector<JsonIn> elements(std::size_t most) const;

  std::string text() const;
  bool boolean() const;
  std::int64_t number(std::int64_t least, std::int64_t most) const;
  std::uint32_t u32() const { return static_cast<std::uint32_t>(number(0, std::numeric_limits<std::uint32_t>::max())); }
  std::uint8_t u8() const { return static_cast<std::uint8_t>(number(0, std::numeric_limits<std::uint8_t>::max())); }
  Integer integer() const;          // decimal digits in a text, or a number
  std::int64_t int64_text() const;  // the same, and it must fit
  Bytes base64() const;
  UInt160 hash160() const;  // its display form
  UInt160 account() const;  // its display form or an address
  UInt256 hash256() const;
  std::optional<ECPoint> point() const;

  bool is_text() const { return value_->is_string(); }
  bool is_list() const { return value_->is_array(); }
  bool is_object() const { return value_->is_object(); }
  const json::value& value() const { return *value_; }

  // Remembers that this value is not as it should be: "must be ...".
  void fail(std::string_view must) const;
  bool ok() const { return !document_->failure_; }

 private:
  friend class JsonDocument;
  JsonIn(const json::value& value, JsonDocument& document, std::string path)
      : value_(&value), document_(&document), path_(std::move(path)) {}

  template <typename T>
  T checked(Result<T> read) const {
    if (read) return *std::move(read);
    fail(read.error().message);
    return T{};
  }

  const json::value* value_;
  JsonDocument* document_;
  std::string path_;
};

}  // namespace nsl::neo
