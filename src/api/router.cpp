#include "api/router.h"

#include "api/http/percent.h"
#include "base/check.h"

namespace nsl::api {

struct Router::Node {
  std::vector<std::pair<std::string, std::unique_ptr<Node>>> named;
  std::unique_ptr<Node> any;  // for {name}; never together with named ones, so that nothing is ambiguous
  Methods methods{};

  Node* find_named(std::string_view segment) const {
    for (const auto& [name, node] : named) {
      if (name == segment) return node.get();
    }
    return nullptr;
  }

  bool has_operation() const {
    for (const Operation* operation : methods) {
      if (operation != nullptr) return true;
    }
    return false;
  }
};

namespace {

// Takes the first segment off a path that begins with '/'.
std::string_view next_segment(std::string_view& path) {
  path.remove_prefix(1);
  const std::string_view segment = path.substr(0, path.find('/'));
  path.remove_prefix(segment.size());
  return segment;
}

std::unexpected<Error> nothing_at(std::string_view path) {
  const bool slash = path.size() > 1 && path.ends_with('/');
  return fail(ErrorCode::kRouteNotFound, slash ? "There is nothing at this path; try it without the slash at its end."
                                               : "There is nothing at this path; /openapi.json lists what there is.");
}

}  // namespace

Router::Router(std::span<const Operation> operations) : root_(std::make_unique<Node>()) {
  for (const Operation& operation : operations) add(operation);
}

Router::~Router() = default;

void Router::add(const Operation& operation) {
  Node* node = root_.get();
  for (std::string_view path = operation.outline.path; !path.empty();) {
    const std::string_view segment = next_segment(path);
    if (segment.starts_with('{')) {
      NSL_CHECK(node->named.empty());
      if (!node->any) node->any = std::make_unique<Node>();
      node = node->any.get();
      continue;
    }
    NSL_CHECK(!node->any);
    Node* next = node->find_named(segment);
    if (next == nullptr) next = node->named.emplace_back(segment, std::make_unique<Node>()).second.get();
    node = next;
  }
  const Operation*& place = node->methods[static_cast<std::size_t>(operation.outline.method)];
  NSL_CHECK(place == nullptr);
  place = &operation;
}

Result<Router::Match> Router::find(std::string_view whole) const {
  if (!whole.starts_with('/')) return fail(ErrorCode::kMalformedRequest, "The path must begin with a slash.");
  Match match;
  const Node* node = root_.get();
  for (std::string_view path = whole; !path.empty();) {
    const std::string_view raw = next_segment(path);
    std::optional<std::string> decoded;
    if (raw.contains('%')) {
      decoded = percent_decoded(raw, Plus::kIsPlus);
      if (!decoded)
        return fail(ErrorCode::kMalformedRequest, "The path is not well-formed: check its percent-encoding.");
    }
    const std::string_view segment = decoded ? std::string_view(*decoded) : raw;
    if (node->any && !segment.empty()) {
      NSL_CHECK(match.values.count < PathValues::kMax);
      match.values.values[match.values.count++] = segment;
      node = node->any.get();
    } else if (node = node->find_named(segment); node == nullptr) {
      return nothing_at(whole);
    }
  }
  if (!node->has_operation()) return nothing_at(whole);
  match.methods = &node->methods;
  return match;
}

std::string allowed(const Router::Methods& methods) {
  std::string text;
  for (const Operation* operation : methods) {
    if (operation == nullptr) continue;
    text.append(to_string(operation->outline.method)).append(", ");
    if (operation->outline.method == Method::kGet) text.append("HEAD, ");
  }
  return text.append("OPTIONS");
}

}  // namespace nsl::api
