#include "api/handlers/docs.h"

#include "api/docs/html.h"
#include "api/docs/pages.h"

#include <algorithm>

namespace nsl::api {
namespace {

constexpr std::string_view kType = "text/html; charset=utf-8";

Reply<Html> html(net::Response response) {
  response.headers.emplace_back("Content-Security-Policy", docs::content_security_policy());
  return {std::move(response)};
}

Reply<Html> html(std::string text) {
  return html(net::Response{.content_type = kType, .headers = {}, .body = std::move(text)});
}

}  // namespace

Result<Reply<Html>> get_docs(Call& call, Input<>) {
  return html(call.context().reference_page.response(kType, call.compression()));
}

Result<Reply<Html>> get_error_docs(Call&, Input<>) { return html(docs::errors_page()); }

Result<Reply<Html>> get_error_doc(Call& call, Input<ErrorPath> input) {
  const auto& errors = all_errors();
  const auto row = std::ranges::find(errors, input.path.code, &ErrorInfo::name);
  if (row == errors.end()) return fail(ErrorCode::kRouteNotFound, "There is no such error; /docs/errors has them all.");
  return html(docs::error_page(*row, call.context().operations));
}

}  // namespace nsl::api
