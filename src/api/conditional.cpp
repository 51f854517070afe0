#include "api/conditional.h"

#include "net/http/text.h"

namespace nsl::api {
namespace {

std::string_view without_weakness(std::string_view tag) {
  if (tag.starts_with("W/")) tag.remove_prefix(2);
  return tag;
}

}  // namespace

bool names_tag(std::string_view if_none_match, std::string_view tag) {
  if (net::trim(if_none_match) == "*") return true;
  tag = without_weakness(tag);
  // None of our tags has a comma in it, so what a comma cuts apart is none of them.
  while (!if_none_match.empty()) {
    const auto comma = if_none_match.find(',');
    if (without_weakness(net::trim(if_none_match.substr(0, comma))) == tag) return true;
    if_none_match.remove_prefix(comma == std::string_view::npos ? if_none_match.size() : comma + 1);
  }
  return false;
}

net::Response unless_known(const CacheHeaders& headers, std::string tag, net::Response response) {
  if (headers.if_none_match && names_tag(*headers.if_none_match, tag)) {
    response = {.status = 304, .content_type = "", .headers = {}, .body = {}};
  }
  response.headers.emplace_back("ETag", std::move(tag));
  // In the client's own cache only, and never without asking.
  response.headers.emplace_back("Cache-Control", "private, no-cache");
  return response;
}

}  // namespace nsl::api
