#include "api/http/query.h"

#include "api/http/percent.h"

namespace nsl::api {

Result<std::vector<QueryParameter>> parse_query(std::string_view query) {
  std::vector<QueryParameter> parameters;
  while (!query.empty()) {
    const std::size_t end = query.find('&');
    const std::string_view pair = query.substr(0, end);
    query.remove_prefix(end == std::string_view::npos ? query.size() : end + 1);
    const std::size_t equals = pair.find('=');
    auto name = percent_decoded(pair.substr(0, equals), Plus::kIsSpace);
    auto value = percent_decoded(equals == std::string_view::npos ? "" : pair.substr(equals + 1), Plus::kIsSpace);
    if (!name || !value) {
      return fail(ErrorCode::kMalformedRequest, "The query is not well-formed: check its percent-encoding.");
    }
    if (name->empty()) return fail(ErrorCode::kMalformedRequest, "The query has a parameter without a name.");
    if (parameters.size() == kQueryParametersMax) {
      return fail(ErrorCode::kMalformedRequest, "The query has too many parameters.");
    }
    parameters.push_back({*std::move(name), *std::move(value)});
  }
  return parameters;
}

}  // namespace nsl::api
