#include "neo/types/json_in.h"

#include "neo/types/address.h"

#include <utility>

namespace nsl::neo {

namespace {

const json::value kNull;

// A value that this program made may hold a number as unsigned; a parsed one is signed when it fits.
std::optional<std::int64_t> whole_number(const json::value& value) {
  if (const auto* number = value.if_int64()) return *number;
  const auto* number = value.if_uint64();
  return number != nullptr && std::in_range<std::int64_t>(*number) ? std::optional(static_cast<std::int64_t>(*number))
                                                                   : std::nullopt;
}

}  // namespace

JsonIn JsonDocument::root() { return {value_, *this, ""}; }

Status JsonDocument::status() const {
  if (failure_) return std::unexpected(*failure_);
  return {};
}

void JsonIn::fail(std::string_view must) const {
  if (!ok()) return;
  const auto place = path_.empty() ? std::string("the whole") : path_;
  document_->failure_ =
      Error{ErrorCode::kInvalidArgument,
            "The " + std::string(document_->what_) + " cannot be read, at " + place + ": " + std::string(must), path_};
}

JsonIn JsonIn::operator[](std::string_view name) const {
  if (auto member = find(name)) return *std::move(member);
  JsonIn missing(kNull, *document_, path_ + "/" + std::string(name));
  missing.fail("it is missing.");
  return missing;
}

std::optional<JsonIn> JsonIn::find(std::string_view name) const {
  const auto* object = value_->if_object();
  if (object == nullptr) {
    fail("it must be an object.");
    return std::nullopt;
  }
  const auto* member = object->if_contains(name);
  if (member == nullptr || member->is_null()) return std::nullopt;
  return JsonIn(*member, *document_, path_ + "/" + std::string(name));
}

std::vector<JsonIn> JsonIn::elements(std::size_t most) const {
  std::vector<JsonIn> out;
  const auto* list = value_->if_array();
  if (list == nullptr || list->size() > most) {
    fail("it must be a list of at most " + std::to_string(most) + " elements.");
    return out;
  }
  out.reserve(list->size());
  for (const auto& element : *list) {
    out.push_back(JsonIn(element, *document_, path_ + "/" + std::to_string(out.size())));
  }
  return out;
}

std::string JsonIn::text() const {
  if (const auto* string = value_->if_string()) return std::string(json::view(*string));
  fail("it must be text.");
  return {};
}

bool JsonIn::boolean() const {
  if (const auto* boolean = value_->if_bool()) return *boolean;
  fail("it must be true or false.");
  return false;
}

std::int64_t JsonIn::number(std::int64_t least, std::int64_t most) const {
  const auto number = whole_number(*value_);
  if (number && *number >= least && *number <= most) return *number;
  fail("it must be a whole number from " + std::to_string(least) + " to " + std::to_string(most) + ".");
  return 0;
}

Integer JsonIn::integer() const {
  if (const auto number = whole_number(*value_)) return *number;
  if (const auto* above_int64 = value_->if_uint64()) return checked(Integer::parse(std::to_string(*above_int64)));
  if (const auto* string = value_->if_string()) return checked(Integer::parse(json::view(*string)));
  fail("it must be a whole number, as text.");
  return {};
}

std::int64_t JsonIn::int64_text() const {
  const auto value = integer().as_int64();
  if (!value) fail("it must fit into 64 bits.");
  return value.value_or(0);
}

Bytes JsonIn::base64() const {
  auto bytes = from_base64(text());
  if (!bytes) fail("it must be base64.");
  return std::move(bytes).value_or(Bytes{});
}

UInt160 JsonIn::hash160() const { return checked(UInt160::parse(text())); }

UInt160 JsonIn::account() const { return checked(parse_account(text())); }

UInt256 JsonIn::hash256() const { return checked(UInt256::parse(text())); }

std::optional<ECPoint> JsonIn::point() const {
  auto point = ECPoint::parse(text());
  if (!point) fail(point.error().message);
  return point ? std::optional(*point) : std::nullopt;
}

}  // namespace nsl::neo
