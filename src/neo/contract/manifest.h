#pragma once
// Manifest: what a contract says about itself: its methods and events, whom it may call, what it claims to support
// (NEP-15). JSON, at most 65,535 bytes.

#include "base/error.h"
#include "base/json.h"
#include "neo/contract/parameter.h"
#include "neo/types/ec_point.h"
#include "neo/types/hash.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace nsl::neo {

struct Manifest {
  static constexpr std::size_t kBytesMax = 65'535;

  struct Parameter {
    std::string name;
    ParameterType type = ParameterType::kAny;
    bool operator==(const Parameter&) const = default;
  };
  struct Method {
    std::string name;
    std::vector<Parameter> parameters;
    ParameterType return_type = ParameterType::kVoid;
    std::uint32_t offset = 0;  // in the script
    bool safe = false;         // reads only: may be called with read-only flags
    bool operator==(const Method&) const = default;
  };
  struct Event {
    std::string name;
    std::vector<Parameter> parameters;
    bool operator==(const Event&) const = default;
  };
  // A group is a key; contracts of one group trust one another. The signature is over the contract's hash.
  struct Group {
    ECPoint key;
    Bytes signature;
    bool operator==(const Group&) const = default;
  };
  struct Anything {
    bool operator==(const Anything&) const = default;
  };
  // Any contract, one contract, or all of a group.
  using Whom = std::variant<Anything, UInt160, ECPoint>;
  struct Permission {
    Whom contract;
    std::optional<std::vector<std::string>> methods;  // none: all methods
    bool operator==(const Permission&) const = default;
  };

  std::string name;
  std::vector<Group> groups;
  std::vector<std::string> standards;  // "NEP-17"
  std::vector<Method> methods;
  std::vector<Event> events;
  std::vector<Permission> permissions;
  std::optional<std::vector<Whom>> trusts;  // none: all contracts
  json::value extra;                        // an object or null, for people and tools

  // kMalformedJson, or kInvalidArgument with the place of what is wrong. Checks what nodes check: there is a name and a
  // method, names of methods with their parameter counts and of events are unique, lists hold nothing twice.
  static Result<Manifest> parse(std::string_view text);
  static Result<Manifest> from_json(const json::value& value);
  json::object to_json() const;

  // null when there is none.
  const Method* find_method(std::string_view method, std::size_t parameters) const;
  const Event* find_event(std::string_view event) const;

  // Whether the group keys have signed this contract's hash.
  bool groups_are_valid(const UInt160& contract) const;

  bool operator==(const Manifest&) const = default;
};

}  // namespace nsl::neo
