#include "api/conditional.h"

#include "net/http/compression.h"
#include "net/http/text.h"

namespace nsl::api {
namespace {

std::string_view without_weakness(std::string_view tag) {
  if (tag.starts_with("W/")) tag.remove_prefix(2);
  return tag;
}

}  // namespace

std::optional<std::string> known_tag(std::string_view if_none_match, std::string_view tag) {
  if (net::trim(if_none_match) == "*") return std::string(tag);
  tag = without_weakness(tag);
  // None of our tags has a comma in it, so what a comma cuts apart is none of them.
  while (!if_none_match.empty()) {
    const auto comma = if_none_match.find(',');
    const std::string_view given = without_weakness(net::trim(if_none_match.substr(0, comma)));
    if (given == tag || net::without_coding(given) == tag) return std::string(given);
    if_none_match.remove_prefix(comma == std::string_view::npos ? if_none_match.size() : comma + 1);
  }
  return std::nullopt;
}

std::string revision_in(std::string_view tag) {
  const std::string plain = net::without_coding(tag);
  return plain.size() < 2 ? "" : plain.substr(1, plain.size() - 2);
}

net::Response unless_known(const CacheHeaders& headers, std::string tag, net::Response response) {
  if (auto known = headers.if_none_match ? known_tag(*headers.if_none_match, tag) : std::nullopt) {
    response = {.status = 304, .content_type = "", .headers = {}, .body = {}};
    tag = *std::move(known);  // so that a cache finds the form that it has
  }
  response.headers.emplace_back("ETag", std::move(tag));
  // In the client's own cache only, and never without asking.
  response.headers.emplace_back("Cache-Control", "private, no-cache");
  return response;
}

}  // namespace nsl::api
