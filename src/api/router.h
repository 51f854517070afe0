#pragma once
// Router: from method and path to an operation, and to what stood in the places of {name}.

#include "api/input.h"
#include "api/operation.h"

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace nsl::api {

// Immutable once made, thread-safe. Paths are compared segment by segment after percent-decoding; there is no other
// normalisation: "/v1/functions/" and "/v1//functions" are not "/v1/functions".
class Router {
 public:
  using Methods = std::array<const Operation*, kMethods>;  // by Method; null where there is none

  struct Match {
    const Methods* methods = nullptr;
    PathValues values;
  };

  // The operations must outlive the router.
  explicit Router(std::span<const Operation> operations);
  ~Router();

  // kMalformedRequest when the path's encoding is broken, kRouteNotFound when there is nothing there.
  Result<Match> find(std::string_view path) const;

 private:
  struct Node;
  void add(const Operation& operation);

  std::unique_ptr<Node> root_;
};

// "GET, HEAD, OPTIONS"
std::string allowed(const Router::Methods& methods);

}  // namespace nsl::api
