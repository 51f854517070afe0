// Input: lines. The first is an allow-list entry, the second a URL, the third a Location header. Whatever they say:
// what comes out is in canonical form, and the allow-list cannot be passed by another spelling.
#include "base/check.h"
#include "net/egress/allow_list.h"
#include "net/egress/fetch_plan.h"
#include "net/egress/target.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace nsl::net {
namespace {

std::string_view take_line(std::string_view& text) {
  const auto end = text.find('\n');
  const auto line = text.substr(0, end);
  text.remove_prefix(end == text.npos ? text.size() : end + 1);
  return line;
}

void check_target(const Target& target) {
  NSL_CHECK(target.scheme == "http" || target.scheme == "https");
  NSL_CHECK(target.port != 0);
  NSL_CHECK(target.url.starts_with(target.scheme + "://" + target.place() + "/"));
  NSL_CHECK(target.url.find_first_of(" #\r\n\t") == std::string::npos);
  NSL_CHECK(target.host.find_first_of("@/\\?#% ") == std::string::npos);
  const auto host = read_host(target.host);
  NSL_CHECK(host && *host == target.host);
  const auto again = parse_target(target.url);
  NSL_CHECK(again && *again == target);
}

void run(std::string_view text) {
  const auto entry = AllowEntry::parse(take_line(text));
  const auto url = take_line(text);
  const auto target = parse_target(url);
  if (target) check_target(*target);
  if (entry && target && entry->allows(*target)) {
    NSL_CHECK(target->host.ends_with(entry->host));
    NSL_CHECK(entry->match == AllowEntry::Match::kBelow || target->host == entry->host);
    NSL_CHECK(!entry->port || target->port == *entry->port);
  }
  if (!target) return;

  auto plan = FetchPlan::create({.url = std::string(url), .allow_hosts = {target->place()}}, 1);
  NSL_CHECK(plan.has_value());
  if (!plan) return;
  const auto next = plan->advance({.status = 302, .headers = {{"location", std::string(take_line(text))}}});
  if (next && !*next) {
    check_target(plan->hop().target);
    NSL_CHECK(plan->hop().target.host == target->host);
  }
}

}  // namespace
}  // namespace nsl::net

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  nsl::net::run({reinterpret_cast<const char*>(data), size});
  return 0;
}
