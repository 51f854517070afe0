#pragma once
// Answers to conditional requests for something that has an ETag (RFC 9110 section 13).

#include "api/reply.h"
#include "api/types/parameters.h"

#include <optional>
#include <string>
#include <string_view>

namespace nsl::api {

// The tag as If-None-Match names it: "*", or a list of tags of which one is the same but for W/ (weak comparison, section
// 8.8.3.2) and the mark of a compressed answer, which stays. nullopt: it does not. `tag` comes with its quotes.
std::optional<std::string> known_tag(std::string_view if_none_match, std::string_view tag);

// What stands in an ETag that a client gives back: without quotes, and without the mark of a compressed answer.
std::string revision_in(std::string_view tag);

// 304 when the one who asks has what the tag stands for, else the response. Either way it may be kept, to be asked for
// with its tag, which comes with its quotes.
net::Response unless_known(const CacheHeaders& headers, std::string tag, net::Response response);

template <Shaped T>
Reply<T> reply_unless_known(const CacheHeaders& headers, std::string tag, const T& body) {
  return {unless_known(headers, std::move(tag), reply(200, body).response)};
}

}  // namespace nsl::api
