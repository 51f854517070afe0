#include "net/curl.h"

namespace nsl::net {

namespace {

void set_up() {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  NSL_CHECK(ready == CURLE_OK);
}

}  // namespace

CurlMulti new_multi() {
  set_up();
  CurlMulti multi(curl_multi_init());
  NSL_CHECK(multi != nullptr);
  return multi;
}

CurlEasy new_easy() {
  set_up();
  CurlEasy easy(curl_easy_init());
  NSL_CHECK(easy != nullptr);
  return easy;
}

void CurlHeaders::add(const std::string& name, const std::string& value) {
  append(value.empty() ? name + ";" : name + ": " + value);
}

void CurlHeaders::suppress(const std::string& name) { append(name + ":"); }

void CurlHeaders::append(const std::string& line) {
  auto* longer = curl_slist_append(list_.get(), line.c_str());
  NSL_CHECK(longer != nullptr);
  static_cast<void>(list_.release());
  list_.reset(longer);
}

}  // namespace nsl::net
