#include "neo/rpc/iterators.h"

#include <algorithm>

namespace nsl::neo {

namespace {

// What nodes give at once, by default.
constexpr std::size_t kPage = 100;
constexpr std::size_t kDepthMax = 16;

const json::string* text_of(const json::object& object, std::string_view name) {
  const auto* member = object.if_contains(name);
  return member != nullptr ? member->if_string() : nullptr;
}

// Asks the node of a session for the items of its iterators, and puts them in the place of the iterators' ids.
class Session {
 public:
  Session(Rpc& node, json::string id) : node_(node), id_(std::move(id)) {}

  // The first failure, if there was one.
  std::optional<RpcError> fill(json::value& item, std::size_t depth = 0) {
    auto* object = item.if_object();
    if (object == nullptr || depth > kDepthMax) return std::nullopt;
    if (const auto* iterator = text_of(*object, "id")) return fill_one(*object, *iterator);
    auto* inner = object->if_contains("value");
    if (inner == nullptr) return std::nullopt;
    auto* list = inner->if_array();
    if (list == nullptr) return fill(*inner, depth + 1);  // of an entry of a map
    for (auto& element : *list) {
      if (auto problem = fill(element, depth + 1)) return problem;
    }
    return std::nullopt;
  }

  // That it cannot be ended is no failure: it ends by itself.
  void end() { static_cast<void>(node_.call("terminatesession", {id_})); }

 private:
  std::optional<RpcError> fill_one(json::object& object, const json::string& iterator) {
    json::array items;
    bool ended = false;
    while (!ended && left_ > 0) {
      const auto wanted = std::min(kPage, left_);
      auto answer = node_.call("traverseiterator", {id_, iterator, wanted});
      if (!answer) return answer.error();
      auto* page = answer->if_array();
      if (page == nullptr || page->size() > wanted) return RpcError{.message = "it gives no items of an iterator"};
      ended = page->size() < wanted;
      left_ -= page->size();
      std::ranges::move(*page, std::back_inserter(items));
    }
    if (!ended) {
      const auto answer = node_.call("traverseiterator", {id_, iterator, 1});
      const auto* rest = answer ? answer->if_array() : nullptr;
      ended = rest != nullptr && rest->empty();
    }
    object.erase("id");
    object["iterator"] = std::move(items);
    object["truncated"] = !ended;
    return std::nullopt;
  }

  Rpc& node_;
  const json::string id_;
  std::size_t left_ = IteratorReader::kItemsMax;
};

}  // namespace

RpcResult IteratorReader::call(std::string_view method, const json::array& parameters) {
  auto [result, node] = nodes_.ask(method, parameters);
  auto* object = result ? result->if_object() : nullptr;
  const auto* id = object != nullptr && method.starts_with("invoke") ? text_of(*object, "session") : nullptr;
  if (id == nullptr || id->empty()) return std::move(result);
  Session session(*node, *id);
  auto* stack = object->if_contains("stack");
  std::optional<RpcError> problem;
  if (auto* list = stack != nullptr ? stack->if_array() : nullptr) {
    for (auto& item : *list) {
      if (!problem) problem = session.fill(item);
    }
  }
  session.end();
  if (problem) return std::unexpected(*std::move(problem));
  object->erase("session");
  return std::move(result);
}

}  // namespace nsl::neo
