#pragma once
// Reply<T>: an HTTP answer whose body is a T. The type goes into the OpenAPI document; the body is text already.

#include "api/schema/write.h"
#include "net/http/exchange.h"

#include <string>
#include <utility>

namespace nsl::api {

// Bodies that are no JSON.
struct PlainText {};
struct Html {};

template <typename T>
struct Reply {
  net::Response response;
};

template <Shaped T>
Reply<T> reply(int status, const T& body) {
  return {{.status = status, .headers = {}, .body = to_json(body)}};
}

// `json` is a T, written by hand.
template <Shaped T>
Reply<T> reply_json(int status, std::string json) {
  return {{.status = status, .headers = {}, .body = std::move(json)}};
}

inline Reply<PlainText> reply_text(int status, std::string text) {
  return {{.status = status, .content_type = "text/plain; charset=utf-8", .headers = {}, .body = std::move(text)}};
}

}  // namespace nsl::api
