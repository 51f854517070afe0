#include "follower/chain_block.h"

#include "base/clock.h"
#include "neo/types/address.h"

#include <charconv>

namespace nsl::follower {
namespace {

// Null for nobody, 20 bytes for an account; anything else is no transfer.
bool read_party(const neo::StackItem& item, std::optional<neo::UInt160>& out) {
  if (item.type == neo::StackItemType::kAny) return true;
  const auto bytes = item.as_bytes();
  out = bytes ? neo::UInt160::from_bytes(*bytes) : std::nullopt;
  return out.has_value();
}

json::value party_json(const std::optional<neo::UInt160>& party) {
  return party ? json::value(neo::to_address(*party)) : json::value();
}

std::optional<std::uint32_t> number(std::string_view text) {
  std::uint32_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return out;
}

}  // namespace

std::string Place::text() const { return std::to_string(height) + "." + std::to_string(index); }

Result<Place> Place::parse(std::string_view text) {
  const auto dot = text.find('.');
  const auto height = number(text.substr(0, dot));
  const auto index = dot == std::string_view::npos ? std::nullopt : number(text.substr(dot + 1));
  if (height && index) return Place{*height, *index};
  return fail(ErrorCode::kInvalidArgument, "The cursor is not one that was given with events.", "cursor");
}

std::optional<TokenTransfer> ChainEvent::transfer() const {
  if (name != "Transfer") return std::nullopt;
  const auto* list = std::get_if<neo::StackItem::List>(&state.value);
  if (list == nullptr || (list->size() != 3 && list->size() != 4)) return std::nullopt;
  TokenTransfer out;
  if (!read_party((*list)[0], out.from) || !read_party((*list)[1], out.to)) return std::nullopt;
  const auto amount = (*list)[2].as_integer();
  if (!amount) return std::nullopt;
  out.amount = *amount;
  if (list->size() == 3) return out;
  const auto id = (*list)[3].as_bytes();
  if (!id) return std::nullopt;
  out.token_id.emplace(id->begin(), id->end());
  return out;
}

json::object event_json(const ChainEvent& event, std::uint64_t time_ms) {
  json::object out{{"height", event.place.height},
                   {"index", event.place.index},
                   {"time", to_rfc3339(WallTime{std::chrono::milliseconds(time_ms)})},
                   {"contract", event.contract.display()},
                   {"event", event.name},
                   {"transaction", event.transaction ? json::value(event.transaction->display()) : json::value()},
                   {"state", event.state.to_json()}};
  if (const auto transfer = event.transfer()) {
    json::object shown{
        {"from", party_json(transfer->from)}, {"to", party_json(transfer->to)}, {"amount", transfer->amount.decimal()}};
    if (transfer->token_id) shown["token_id"] = to_base64(*transfer->token_id);
    out["transfer"] = std::move(shown);
  }
  return out;
}

bool EventFilter::matches(const ChainEvent& event) const {
  if (contract && *contract != event.contract) return false;
  if (!name.empty() && name != event.name) return false;
  if (!account) return true;
  const auto transfer = event.transfer();
  return transfer && (transfer->from == account || transfer->to == account);
}

}  // namespace nsl::follower
