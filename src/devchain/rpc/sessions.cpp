#include "devchain/rpc/sessions.h"

#include "base/bytes.h"
#include "crypto/random.h"

#include <algorithm>
#include <array>

namespace nsl::devchain {

// A random UUID (RFC 9562, version 4), as clients expect an id to look.
std::string Sessions::make_id() {
  std::array<std::uint8_t, 16> bytes{};
  crypto::random_bytes(bytes);
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0f) | 0x40);
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3f) | 0x80);
  std::string out = to_hex(bytes);
  for (const std::size_t place : {20, 16, 12, 8}) out.insert(place, "-");
  return out;
}

std::string Sessions::open(Iterators iterators) {
  const auto now = clock_.steady();
  std::erase_if(sessions_, [&](const Session& session) { return session.ends <= now; });
  if (sessions_.size() == kSessionsMax) sessions_.pop_front();
  sessions_.push_back({.id = make_id(), .ends = now + kLife, .iterators = std::move(iterators)});
  return sessions_.back().id;
}

std::list<Sessions::Session>::iterator Sessions::find(std::string_view id) {
  const auto found = std::ranges::find(sessions_, id, &Session::id);
  return found != sessions_.end() && found->ends > clock_.steady() ? found : sessions_.end();
}

std::expected<json::array, Sessions::Unknown> Sessions::next(std::string_view session, std::string_view iterator,
                                                             std::size_t count) {
  const auto found = find(session);
  if (found == sessions_.end()) return std::unexpected(Unknown::kSession);
  const auto items = found->iterators.find(iterator);
  if (items == found->iterators.end()) return std::unexpected(Unknown::kIterator);
  auto& left = items->second;
  const auto end = left.begin() + static_cast<std::ptrdiff_t>(std::min(count, left.size()));
  json::array out;
  for (auto item = left.begin(); item != end; ++item) out.push_back(item->to_json());
  left.erase(left.begin(), end);
  return out;
}

bool Sessions::end(std::string_view session) {
  const auto found = find(session);
  if (found == sessions_.end()) return false;
  sessions_.erase(found);
  return true;
}

}  // namespace nsl::devchain
