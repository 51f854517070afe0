#include "auth/failed_sign_ins.h"

#include "base/log.h"
#include "net/egress/address.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace nsl::auth {
namespace {

constexpr std::string_view kOthers = "others";

std::string source_of(std::string_view address) {
  auto parsed = net::IpAddress::parse(address);
  if (!parsed) return std::string(address);
  if (parsed->family == net::IpAddress::Family::kV4) return parsed->text();
  // A socket that takes both families shows IPv4 addresses as mapped ones, of which there is no /64 to speak of.
  if (net::classify(*parsed) == net::AddressClass::kTranslated) return std::string(address);
  std::fill(parsed->bytes.begin() + 8, parsed->bytes.end(), std::uint8_t{0});
  return net::Network{.base = *parsed, .prefix_bits = 64}.text();
}

}  // namespace

void FailedSignIns::note(const FailedSignIn& failed) {
  std::string source = source_of(failed.address);
  if (!tries_.contains(source) && tries_.size() >= kAddressesMax) source = kOthers;
  const auto [place, is_new] = tries_.try_emplace(std::move(source));
  Tries& tries = place->second;
  if (is_new) tries.first = parts_.clock.wall();
  ++tries.by_way[std::string(failed.way)];
  tries.code = failed.code;
  tries.request = failed.request;
  if (!end_) end_ = parts_.loop.after(options_.window, [this] { write(); });
}

void FailedSignIns::write() {
  end_.reset();
  for (auto& [source, tries] : std::exchange(tries_, {})) {
    std::uint64_t count = 0;
    std::string ways;
    for (const auto& [way, times] : tries.by_way) {
      count += times;
      ways += fmt::format("{}{} {}", ways.empty() ? "" : ", ", way, times);
    }
    audit::Event event{.action = audit::Action::kSignIn, .owner = options_.owner, .actor = "address:" + source};
    event.refusal = tries.code;
    event.request = std::move(tries.request);
    event.detail = fmt::format("{} {} since {}: {}", count, count == 1 ? "try" : "tries", to_rfc3339(tries.first), ways);
    parts_.audit.record(std::move(event), [](const Status& recorded) {
      if (!recorded) log::error("failed sign-ins are not recorded", {{"reason", recorded.error().message}});
    });
  }
}

}  // namespace nsl::auth
