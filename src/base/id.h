#pragma once
// Ids: 128-bit UUIDv7 (RFC 9562 section 5.7), sortable by time of creation, a distinct C++ type for each kind of
// thing. Outside the program an id is its prefix and 26 characters of lower-case Crockford base32: ex_06bv....

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace nsl {

struct Uuid {
  std::uint64_t high = 0;
  std::uint64_t low = 0;

  auto operator<=>(const Uuid&) const = default;

  // A new UUIDv7. Rises strictly within a process, also when the clock stands still or goes back. Thread-safe.
  static Uuid generate();

  // From now on generate() gives ids above this one: called at start with the newest id of the database, so that ids
  // also rise from one run of the program to the next, whatever the clock did between them. Thread-safe.
  static void generate_above(Uuid floor);

  static constexpr std::size_t kTextLength = 26;
  void append_text(std::string& out) const;
  static std::optional<Uuid> parse(std::string_view text);
};

// Id<Tag>: Tag::kPrefix is the text in front of the underscore.
template <typename Tag>
struct Id {
  Uuid uuid;

  auto operator<=>(const Id&) const = default;

  static Id generate() { return {Uuid::generate()}; }

  std::string text() const {
    std::string out;
    out.reserve(Tag::kPrefix.size() + 1 + Uuid::kTextLength);
    append_text(out);
    return out;
  }

  void append_text(std::string& out) const {
    out.append(Tag::kPrefix);
    out.push_back('_');
    uuid.append_text(out);
  }

  static std::optional<Id> parse(std::string_view text) {
    if (!text.starts_with(Tag::kPrefix)) return std::nullopt;
    text.remove_prefix(Tag::kPrefix.size());
    if (!text.starts_with('_')) return std::nullopt;
    const auto uuid = Uuid::parse(text.substr(1));
    if (!uuid) return std::nullopt;
    return Id{*uuid};
  }
};

struct FunctionTag {
  static constexpr std::string_view kPrefix = "fn";
};
struct ExecutionTag {
  static constexpr std::string_view kPrefix = "ex";
};
struct GrantTag {
  static constexpr std::string_view kPrefix = "grant";
};
struct TokenTag {
  static constexpr std::string_view kPrefix = "tok";
};
struct SecretTag {
  static constexpr std::string_view kPrefix = "sec";
};
struct RequestTag {
  static constexpr std::string_view kPrefix = "req";
};

using FunctionId = Id<FunctionTag>;
using ExecutionId = Id<ExecutionTag>;
using GrantId = Id<GrantTag>;
using SecretId = Id<SecretTag>;
using TokenId = Id<TokenTag>;
using RequestId = Id<RequestTag>;

}  // namespace nsl

template <>
struct std::hash<nsl::Uuid> {
  std::size_t operator()(const nsl::Uuid& id) const noexcept { return id.high * 0x9E3779B97F4A7C15u ^ id.low; }
};
template <typename Tag>
struct std::hash<nsl::Id<Tag>> {
  std::size_t operator()(const nsl::Id<Tag>& id) const noexcept { return std::hash<nsl::Uuid>{}(id.uuid); }
};
