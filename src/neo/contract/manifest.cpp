#include "neo/contract/manifest.h"

#include "crypto/p256.h"
#include "neo/types/json_in.h"

#include <algorithm>
#include <limits>
#include <set>

namespace nsl::neo {

namespace {

using Anything = Manifest::Anything;

// Bounds of lists; the size of the whole bounds them further.
constexpr std::size_t kElementsMax = 4096;
constexpr std::size_t kSignatureBytes = 64;

json::value write_whom(const Manifest::Whom& whom) {
  if (const auto* hash = std::get_if<UInt160>(&whom)) return json::value(hash->display());
  if (const auto* key = std::get_if<ECPoint>(&whom)) return json::value(key->hex());
  return "*";
}

std::string read_name(const JsonIn& in) {
  auto name = in.text();
  if (name.empty()) in.fail("a name is not empty.");
  return name;
}

ParameterType read_type(const JsonIn& in) {
  const auto type = parse_parameter_type(in.text());
  if (!type) in.fail("it must be the name of a parameter type.");
  return type.value_or(ParameterType::kAny);
}

// Fails when two elements are alike by `key`.
template <typename T, typename Key>
void must_be_unique(const JsonIn& in, const std::vector<T>& list, Key key) {
  std::set<decltype(key(list.front()))> seen;
  for (const auto& element : list) {
    if (!seen.insert(key(element)).second) in.fail("two elements are alike.");
  }
}

std::vector<Manifest::Parameter> read_parameters(const JsonIn& in) {
  std::vector<Manifest::Parameter> out;
  for (const auto& element : in.elements(kElementsMax)) {
    Manifest::Parameter parameter{read_name(element["name"]), read_type(element["type"])};
    if (parameter.type == ParameterType::kVoid) element["type"].fail("a parameter is not of type Void.");
    out.push_back(std::move(parameter));
  }
  must_be_unique(in, out, [](const auto& parameter) { return parameter.name; });
  return out;
}

// C# reads a number that is written as text, so some compilers write it so.
std::uint32_t read_offset(const JsonIn& in) {
  const auto offset = in.int64_text();
  if (offset < 0 || offset > std::numeric_limits<std::int32_t>::max()) in.fail("it must be a place in the script.");
  return static_cast<std::uint32_t>(offset);
}

std::vector<Manifest::Method> read_methods(const JsonIn& in) {
  std::vector<Manifest::Method> out;
  for (const auto& element : in.elements(kElementsMax)) {
    out.push_back({.name = read_name(element["name"]),
                   .parameters = read_parameters(element["parameters"]),
                   .return_type = read_type(element["returntype"]),
                   .offset = read_offset(element["offset"]),
                   .safe = element["safe"].boolean()});
  }
  if (out.empty()) in.fail("a contract has at least one method.");
  must_be_unique(in, out, [](const auto& method) { return std::pair(method.name, method.parameters.size()); });
  return out;
}

std::vector<Manifest::Event> read_events(const JsonIn& in) {
  std::vector<Manifest::Event> out;
  for (const auto& element : in.elements(kElementsMax)) {
    out.push_back({read_name(element["name"]), read_parameters(element["parameters"])});
  }
  must_be_unique(in, out, [](const auto& event) { return event.name; });
  return out;
}

std::vector<Manifest::Group> read_groups(const JsonIn& in) {
  std::vector<Manifest::Group> out;
  for (const auto& element : in.elements(kElementsMax)) {
    const auto key = element["pubkey"].point();
    auto signature = element["signature"].base64();
    if (signature.size() != kSignatureBytes) element["signature"].fail("a signature has 64 bytes.");
    if (key) out.push_back({*key, std::move(signature)});
  }
  must_be_unique(in, out, [](const auto& group) { return group.key; });
  return out;
}

Manifest::Whom read_whom(const JsonIn& in) {
  const auto text = in.text();
  if (text == "*") return Anything{};
  if (text.size() == 2 * ECPoint::kBytes) {
    if (const auto point = in.point()) return *point;
    return Anything{};
  }
  return in.hash160();
}

std::vector<std::string> read_texts(const JsonIn& in) {
  std::vector<std::string> out;
  for (const auto& element : in.elements(kElementsMax)) out.push_back(read_name(element));
  must_be_unique(in, out, [](const auto& text) { return text; });
  return out;
}

bool is_wildcard(const JsonIn& in) { return in.is_text() && in.text() == "*"; }

std::vector<Manifest::Permission> read_permissions(const JsonIn& in) {
  std::vector<Manifest::Permission> out;
  for (const auto& element : in.elements(kElementsMax)) {
    Manifest::Permission permission{read_whom(element["contract"]), std::nullopt};
    const auto methods = element["methods"];
    if (!is_wildcard(methods)) permission.methods = read_texts(methods);
    out.push_back(std::move(permission));
  }
  return out;
}

std::optional<std::vector<Manifest::Whom>> read_trusts(const JsonIn& in) {
  if (is_wildcard(in)) return std::nullopt;
  std::vector<Manifest::Whom> out;
  for (const auto& element : in.elements(kElementsMax)) out.push_back(read_whom(element));
  must_be_unique(in, out, [](const auto& whom) { return json::serialize(write_whom(whom)); });
  return out;
}

json::array write_parameters(const std::vector<Manifest::Parameter>& parameters) {
  json::array out;
  for (const auto& parameter : parameters) {
    out.push_back(json::object{{"name", parameter.name}, {"type", parameter_type_name(parameter.type)}});
  }
  return out;
}

json::object write_abi(const Manifest& manifest) {
  json::array methods;
  for (const auto& method : manifest.methods) {
    methods.push_back(json::object{{"name", method.name},
                                   {"parameters", write_parameters(method.parameters)},
                                   {"returntype", parameter_type_name(method.return_type)},
                                   {"offset", method.offset},
                                   {"safe", method.safe}});
  }
  json::array events;
  for (const auto& event : manifest.events) {
    events.push_back(json::object{{"name", event.name}, {"parameters", write_parameters(event.parameters)}});
  }
  return {{"methods", std::move(methods)}, {"events", std::move(events)}};
}

json::array write_texts(const std::vector<std::string>& texts) {
  json::array out;
  for (const auto& text : texts) out.push_back(json::value(text));
  return out;
}

json::array write_permissions(const Manifest& manifest) {
  json::array out;
  for (const auto& permission : manifest.permissions) {
    out.push_back(json::object{
        {"contract", write_whom(permission.contract)},
        {"methods", permission.methods ? json::value(write_texts(*permission.methods)) : json::value("*")}});
  }
  return out;
}

json::value write_trusts(const Manifest& manifest) {
  if (!manifest.trusts) return "*";
  json::array out;
  for (const auto& whom : *manifest.trusts) out.push_back(write_whom(whom));
  return out;
}

}  // namespace

Result<Manifest> Manifest::parse(std::string_view text) {
  if (text.size() > kBytesMax) {
    return fail(ErrorCode::kInvalidArgument, "A manifest has at most " + std::to_string(kBytesMax) + " bytes.");
  }
  NSL_TRY(const auto value, json::parse(text));
  return from_json(value);
}

Result<Manifest> Manifest::from_json(const json::value& value) {
  JsonDocument document(value, "manifest");
  const auto root = document.root();
  Manifest out;
  out.name = read_name(root["name"]);
  out.groups = read_groups(root["groups"]);
  const auto features = root["features"];
  if (!features.is_object() || !features.value().as_object().empty()) features.fail("it must be an empty object.");
  out.standards = read_texts(root["supportedstandards"]);
  out.methods = read_methods(root["abi"]["methods"]);
  out.events = read_events(root["abi"]["events"]);
  out.permissions = read_permissions(root["permissions"]);
  out.trusts = read_trusts(root["trusts"]);
  if (const auto extra = root.find("extra")) {
    if (!extra->is_object()) extra->fail("it must be an object.");
    out.extra = extra->value();
  }
  NSL_TRY_VOID(document.status());
  return out;
}

json::object Manifest::to_json() const {
  json::array group_list;
  for (const auto& group : groups) {
    group_list.push_back(json::object{{"pubkey", group.key.hex()}, {"signature", to_base64(group.signature)}});
  }
  return {{"name", name},
          {"groups", std::move(group_list)},
          {"features", json::object{}},
          {"supportedstandards", write_texts(standards)},
          {"abi", write_abi(*this)},
          {"permissions", write_permissions(*this)},
          {"trusts", write_trusts(*this)},
          {"extra", extra}};
}

const Manifest::Method* Manifest::find_method(std::string_view method, std::size_t parameters) const {
  const auto found = std::ranges::find_if(
      methods, [&](const Method& one) { return one.name == method && one.parameters.size() == parameters; });
  return found == methods.end() ? nullptr : &*found;
}

const Manifest::Event* Manifest::find_event(std::string_view event) const {
  const auto found = std::ranges::find(events, event, &Event::name);
  return found == events.end() ? nullptr : &*found;
}

bool Manifest::groups_are_valid(const UInt160& contract) const {
  return std::ranges::all_of(groups, [&](const Group& group) {
    return crypto::p256_verify(crypto::Hash::kSha256, {.key = {group.key.bytes()}, .signature = group.signature},
                               contract.bytes());
  });
}

}  // namespace nsl::neo
