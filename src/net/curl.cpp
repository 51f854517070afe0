#include "net/curl.h"

#include "base/wiping.h"

#include <openssl/ssl.h>

#include <cstdlib>
#include <cstring>

namespace nsl::net {

namespace {

// libcurl keeps copies of URLs, headers and bodies, in which the values of secrets stand.
void set_up() {
  static const CURLcode ready =
      curl_global_init_mem(CURL_GLOBAL_DEFAULT, std::malloc, wipe_and_free, wipe_and_grow, strdup, std::calloc);
  NSL_CHECK(ready == CURLE_OK);
}

// A record is decrypted where it was received, so the buffer goes, and is wiped, as soon as it was read.
CURLcode release_buffers(CURL*, void* context, void*) {
  SSL_CTX_set_mode(static_cast<SSL_CTX*>(context), SSL_MODE_RELEASE_BUFFERS);
  return CURLE_OK;
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
  set_option(easy.get(), CURLOPT_SSL_CTX_FUNCTION, &release_buffers);
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
