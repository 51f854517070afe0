#include "api/docs_routes.h"

#include "api/handlers/docs.h"

namespace nsl::api {

// Open, because a browser that follows the link in an error has no token, and nothing here is a secret: it is what the
// source of this version says.
void add_docs_routes(std::vector<Operation>& table) {
  table.push_back(quick<&get_docs>({
      .method = Method::kGet,
      .path = "/docs",
      .id = "getDocs",
      .summary = "The reference of this API, for people",
      .tag = Tag::kService,
      .policy = auth::kNoAuthRequired,
      .answers = {{200, "A page without scripts."}},
      .example = {.target = "/docs", .reply = "<!doctype html>\n"},
  }));
  table.push_back(quick<&get_error_docs>({
      .method = Method::kGet,
      .path = "/docs/errors",
      .id = "getErrorDocs",
      .summary = "All errors, for people",
      .tag = Tag::kService,
      .policy = auth::kNoAuthRequired,
      .answers = {{200, "A page without scripts."}},
      .example = {.target = "/docs/errors", .reply = "<!doctype html>\n"},
  }));
  table.push_back(quick<&get_error_doc>({
      .method = Method::kGet,
      .path = "/docs/errors/{code}",
      .id = "getErrorDoc",
      .summary = "One error, for people",
      .details = "`type` of a problem document leads here.",
      .tag = Tag::kService,
      .policy = auth::kNoAuthRequired,
      .answers = {{200, "A page without scripts."}},
      .errors = {ErrorCode::kRouteNotFound},
      .example = {.target = "/docs/errors/vault_sealed", .reply = "<!doctype html>\n"},
  }));
}

}  // namespace nsl::api
