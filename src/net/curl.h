#pragma once
// Private to src/net: owners for libcurl's objects, and what each use of libcurl here has in common.

#include "base/check.h"

#include <curl/curl.h>

#include <memory>
#include <string>
#include <type_traits>

namespace nsl::net {

template <auto Free>
struct CurlDeleter {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};

using CurlEasy = std::unique_ptr<CURL, CurlDeleter<curl_easy_cleanup>>;
using CurlMulti = std::unique_ptr<CURLM, CurlDeleter<curl_multi_cleanup>>;
using CurlUrl = std::unique_ptr<CURLU, CurlDeleter<curl_url_cleanup>>;

// Handles, after libcurl as a whole has been set up, once. Thread-safe.
CurlEasy new_easy();
CurlMulti new_multi();

// Setting an option fails only for an option or value that this libcurl does not have: our mistake.
template <typename T>
void set_option(CURL* easy, CURLoption option, T value) {
  if constexpr (std::is_integral_v<T> || std::is_enum_v<T>) {
    // libcurl reads these through varargs, so the type must be exact.
    if (option < CURLOPTTYPE_OFF_T) {
      NSL_CHECK(curl_easy_setopt(easy, option, static_cast<long>(value)) == CURLE_OK);
    } else {
      NSL_CHECK(curl_easy_setopt(easy, option, static_cast<curl_off_t>(value)) == CURLE_OK);
    }
  } else {
    NSL_CHECK(curl_easy_setopt(easy, option, value) == CURLE_OK);
  }
}

// Header lines in libcurl's form.
class CurlHeaders {
 public:
  // An empty value is sent as an empty value; libcurl alone would read it as "leave this header out".
  void add(const std::string& name, const std::string& value);
  // Keeps libcurl from sending this header by itself.
  void suppress(const std::string& name);
  curl_slist* get() const { return list_.get(); }

 private:
  void append(const std::string& line);
  std::unique_ptr<curl_slist, CurlDeleter<curl_slist_free_all>> list_;
};

}  // namespace nsl::net
