#include "net/curl.h"

#include <malloc.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace nsl::net {

namespace {

// libcurl keeps copies of URLs, headers and bodies, in which the values of secrets stand. What it frees is wiped first,
// as base/wiping_delete.cpp does it for everything else.
void wipe_and_free(void* block) {
  if (block == nullptr) return;
  explicit_bzero(block, malloc_usable_size(block));
  std::free(block);
}

void* grow(void* block, std::size_t size) {
  void* const longer = std::malloc(size);
  if (block == nullptr || longer == nullptr) return longer;
  std::memcpy(longer, block, std::min(size, malloc_usable_size(block)));
  wipe_and_free(block);
  return longer;
}

void set_up() {
  static const CURLcode ready =
      curl_global_init_mem(CURL_GLOBAL_DEFAULT, std::malloc, wipe_and_free, grow, strdup, std::calloc);
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
