#pragma once
// Field and Shape: what the API promises about the members of a type, said once. Validation of input, the JSON that
// goes out and the JSON Schema in /openapi.json are all made from it.
//
//   struct Range { std::uint32_t from; std::optional<std::uint32_t> to; };
//   BOOST_DESCRIBE_STRUCT(Range, (), (from, to))
//   template <> inline constexpr auto kShape<Range> = shape("Range", "Blocks to look at.",
//       field("from", "First block.").range(0, 1'000'000),
//       field("to", "Last block; absent: the newest.").range(0, 1'000'000));
//
// A member without a field, or a field without a member, does not compile. std::optional is what may be absent.

#include "base/error.h"
#include "crypto/secret_bytes.h"

#include <boost/describe.hpp>
#include <boost/mp11.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace nsl::api {

// Text that is JSON already and is passed through as it is.
struct RawJson {
  std::string text;
};

// Text that nobody may find later: it goes from the parsed body into memory for secrets and is wiped where it stood.
struct Confidential {
  crypto::SecretBytes text;
};

// A set of texts. `matches` is `regex` written out by hand, because std::regex is slow and recursive; a test holds the
// two together.
struct Pattern {
  std::string_view regex;  // ECMA-262, anchored
  bool (*matches)(std::string_view);
  std::string_view words;                        // "must be ..."
  ErrorCode code = ErrorCode::kInvalidArgument;  // for a text that does not match
};

// Integers above this do not survive a double (2^53 - 1).
inline constexpr std::uint64_t kSafeInteger = 9'007'199'254'740'991;

struct Field {
  std::string_view name;
  std::string_view description;
  std::uint64_t minimum = 0;
  std::uint64_t maximum = kSafeInteger;
  std::size_t length_min = 0;        // characters
  std::size_t length_max = 0;        // 0: unbounded, for output only
  std::size_t items_max = 0;         // likewise
  const Pattern* pattern = nullptr;  // of the text, or of each item
  std::span<const std::string_view> choices{};
  bool null_when_absent = false;  // output: an absent value is written as null, not left out

  constexpr Field range(std::uint64_t low, std::uint64_t high) const {
    Field f = *this;
    f.minimum = low;
    f.maximum = high;
    return f;
  }
  constexpr Field length(std::size_t low, std::size_t high) const {
    Field f = *this;
    f.length_min = low;
    f.length_max = high;
    return f;
  }
  constexpr Field items(std::size_t most) const {
    Field f = *this;
    f.items_max = most;
    return f;
  }
  constexpr Field matching(const Pattern& texts) const {
    Field f = *this;
    f.pattern = &texts;
    return f;
  }
  constexpr Field one_of(std::span<const std::string_view> texts) const {
    Field f = *this;
    f.choices = texts;
    return f;
  }
  constexpr Field or_null() const {
    Field f = *this;
    f.null_when_absent = true;
    return f;
  }
};

constexpr Field field(std::string_view name, std::string_view description) {
  Field f;
  f.name = name;
  f.description = description;
  return f;
}

template <std::size_t kCount>
struct Shape {
  std::string_view name;  // of the schema in the OpenAPI document
  std::string_view description;
  std::array<Field, kCount> fields;
};

template <typename... Fields>
constexpr Shape<sizeof...(Fields)> shape(std::string_view name, std::string_view description, Fields... fields) {
  return {name, description, {fields...}};
}

// Specialised for each type of the API.
template <typename T>
inline constexpr std::nullptr_t kShape = nullptr;

template <typename T>
concept Shaped = !std::is_same_v<decltype(kShape<T>), const std::nullptr_t>;

template <typename T>
using Members = boost::describe::describe_members<T, boost::describe::mod_public>;

// Whether the fields are the members, in their order.
template <Shaped T>
consteval bool fields_match_members() {
  if (kShape<T>.fields.size() != boost::mp11::mp_size<Members<T>>::value) return false;
  bool match = true;
  std::size_t at = 0;
  boost::mp11::mp_for_each<Members<T>>(
      [&](auto member) { match = match && kShape<T>.fields[at++].name == std::string_view(member.name); });
  return match;
}

// Calls visit(field, member) for each member of `value`, in order.
template <Shaped T, typename Value, typename Visit>
constexpr void for_each_field(Value& value, Visit&& visit) {
  static_assert(fields_match_members<T>(), "kShape<T> must name the members of T in their order");
  std::size_t at = 0;
  boost::mp11::mp_for_each<Members<T>>([&](auto member) { visit(kShape<T>.fields[at++], value.*member.pointer); });
}

template <typename T>
struct IsOptional : std::false_type {};
template <typename T>
struct IsOptional<std::optional<T>> : std::true_type {};

}  // namespace nsl::api
