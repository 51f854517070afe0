#pragma once
// Value: one parameter of a statement. Slot: one column of a row that came back. Both know two types, 64-bit integer
// and UTF-8 text, each possibly NULL: all that the schema uses, and the same in every database.

#include "base/check.h"
#include "base/clock.h"

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace nsl::storage {

enum class ColumnType : std::uint8_t { kInteger, kText };

// Does not own its text: it lives as long as the call it is an argument of.
class Value {
 public:
  template <std::integral T>
  Value(T value) : integer_(static_cast<std::int64_t>(value)) {
    NSL_CHECK(std::in_range<std::int64_t>(value));
  }
  Value(WallTime time) : integer_(time.time_since_epoch().count()) {}  // microseconds since 1970
  Value(std::string_view text) : type_(ColumnType::kText), text_(text) {}
  Value(const std::string& text) : Value(std::string_view(text)) {}
  Value(const char* text) : Value(std::string_view(text)) {}

  template <typename T>
  Value(const std::optional<T>& value) : Value(value ? Value(*value) : Value(T{})) {
    null_ = !value.has_value();
  }

  ColumnType type() const { return type_; }
  bool is_null() const { return null_; }
  std::int64_t integer() const { return integer_; }
  std::string_view text() const { return text_; }

 private:
  ColumnType type_ = ColumnType::kInteger;
  bool null_ = false;
  std::int64_t integer_ = 0;
  std::string_view text_;
};

// Valid until the next row is fetched; text may be moved out.
struct Slot {
  bool null = false;
  long long integer = 0;  // the type that the database library knows
  std::string text;
};

template <typename T>
struct is_optional : std::false_type {};
template <typename T>
struct is_optional<std::optional<T>> : std::true_type {};

// The column type that a member of this C++ type is read from.
template <typename T>
constexpr ColumnType column_type() {
  if constexpr (is_optional<T>::value) {
    return column_type<typename T::value_type>();
  } else if constexpr (std::is_same_v<T, std::int64_t>) {
    return ColumnType::kInteger;
  } else {
    static_assert(std::is_same_v<T, std::string>, "rows are made of std::int64_t, std::string and optionals of these");
    return ColumnType::kText;
  }
}

// Moves the column into `target`. NULL gives nullopt, or the default when the type has no nullopt.
template <typename T>
void take(Slot& slot, T& target) {
  if constexpr (is_optional<T>::value) {
    target.reset();
    if (!slot.null) take(slot, target.emplace());
  } else if (slot.null) {
    target = T{};
  } else if constexpr (std::is_same_v<T, std::int64_t>) {
    target = slot.integer;
  } else {
    target = std::move(slot.text);
  }
}

}  // namespace nsl::storage
