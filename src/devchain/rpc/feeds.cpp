#include "devchain/rpc/feeds.h"

#include <algorithm>
#include <charconv>
#include <ranges>

namespace nsl::devchain {
namespace {

using neo::ContractParameter;
using neo::StackItem;

// Puts what a member of a filter says into the filter. False when it cannot be that.
using Setter = bool (*)(FeedFilter& filter, const Params& value);

template <auto member>
bool set_number(FeedFilter& filter, const Params& value) {
  filter.*member = value.number(0);
  return filter.*member && *(filter.*member) >= 0;
}
template <auto member>
bool set_account(FeedFilter& filter, const Params& value) {
  filter.*member = value.account(0);
  return (filter.*member).has_value();
}
bool set_name(FeedFilter& filter, const Params& value) {
  filter.name = value.text(0);
  return filter.name && filter.name->size() <= FeedFilter::kNameBytesMax;
}
bool set_state(FeedFilter& filter, const Params& value) {
  filter.state = value.text(0);
  return filter.state == "HALT" || filter.state == "FAULT";
}
bool set_type(FeedFilter& filter, const Params& value) {
  filter.type = value.text(0);
  return filter.type == pool_change_name(PoolChange::kAdded) || filter.type == pool_change_name(PoolChange::kRemoved);
}
bool set_container(FeedFilter& filter, const Params& value) {
  filter.container = value.hash256(0);
  return filter.container.has_value();
}
bool set_parameters(FeedFilter& filter, const Params& value) {
  const auto* list = value.at(0).if_array();
  if (list == nullptr || list->size() > FeedFilter::kParametersMax) return false;
  for (const auto& one : *list) {
    auto parameter = ContractParameter::from_json(one);
    if (!parameter) return false;
    filter.parameters.push_back(*std::move(parameter));
  }
  return true;
}

struct FilterMember {
  std::string_view name;
  std::vector<Stream> streams;
  Setter set;
};

const std::vector<FilterMember>& filter_members() {
  static const std::vector<FilterMember> kMembers{
      {"primary", {Stream::kBlock, Stream::kHeader}, set_number<&FeedFilter::primary>},
      {"since", {Stream::kBlock, Stream::kHeader}, set_number<&FeedFilter::since>},
      {"till", {Stream::kBlock, Stream::kHeader}, set_number<&FeedFilter::till>},
      {"sender", {Stream::kTransaction, Stream::kMempool}, set_account<&FeedFilter::sender>},
      {"signer", {Stream::kTransaction, Stream::kMempool}, set_account<&FeedFilter::signer>},
      {"type", {Stream::kMempool}, set_type},
      {"contract", {Stream::kNotification}, set_account<&FeedFilter::contract>},
      {"name", {Stream::kNotification}, set_name},
      {"parameters", {Stream::kNotification}, set_parameters},
      {"state", {Stream::kExecution}, set_state},
      {"container", {Stream::kExecution}, set_container},
  };
  return kMembers;
}

// Whether an item is what a parameter says, without making one type out of another.
bool same(const ContractParameter& parameter, const StackItem& item) {
  const auto bytes_are = [&](ByteView expected) {
    const auto bytes = item.as_bytes();
    return item.type == neo::StackItemType::kByteString && bytes && std::ranges::equal(*bytes, expected);
  };
  if (const auto* value = std::get_if<bool>(&parameter.value)) {
    return item.type == neo::StackItemType::kBoolean && item.as_boolean() == *value;
  }
  if (const auto* value = std::get_if<neo::Integer>(&parameter.value)) {
    return item.type == neo::StackItemType::kInteger && item.as_integer() == *value;
  }
  if (const auto* value = std::get_if<Bytes>(&parameter.value)) return bytes_are(*value);
  if (const auto* value = std::get_if<std::string>(&parameter.value)) return bytes_are(as_bytes(*value));
  if (const auto* value = std::get_if<neo::UInt160>(&parameter.value)) return bytes_are(value->bytes());
  if (const auto* value = std::get_if<neo::UInt256>(&parameter.value)) return bytes_are(value->bytes());
  if (const auto* value = std::get_if<neo::ECPoint>(&parameter.value)) return bytes_are(value->bytes());
  return parameter.type == neo::ParameterType::kAny;
}

bool parameters_match(const std::vector<ContractParameter>& parameters, const std::optional<StackItem>& state) {
  if (parameters.empty()) return true;
  const auto* items = state ? std::get_if<StackItem::List>(&state->value) : nullptr;
  if (items == nullptr || items->size() < parameters.size()) return false;
  return std::ranges::equal(parameters, *items | std::views::take(parameters.size()), same);
}

bool block_matches(const FeedFilter& filter, const neo::Header& header) {
  return (!filter.primary || *filter.primary == header.primary) && (!filter.since || header.index >= *filter.since) &&
         (!filter.till || header.index <= *filter.till);
}

bool transaction_matches(const FeedFilter& filter, const neo::Transaction& transaction) {
  const auto& signers = transaction.signers;
  return (!filter.sender || signers.front().account == *filter.sender) &&
         (!filter.signer || std::ranges::count(signers, *filter.signer, &neo::Signer::account) > 0);
}

}  // namespace

std::expected<FeedFilter, RpcError> read_filter(Stream stream, const json::value& value) {
  FeedFilter out;
  const auto* object = value.if_object();
  if (object == nullptr) return invalid_params("a filter is an object");
  for (const auto& [key, content] : *object) {
    const auto member = std::ranges::find(filter_members(), std::string_view(key), &FilterMember::name);
    if (member == filter_members().end() || std::ranges::count(member->streams, stream) == 0) {
      return invalid_params("no filter of this stream: " + std::string(key));
    }
    const json::array one{content};
    if (!content.is_null() && !member->set(out, Params(one))) {
      return invalid_params("the filter cannot be: " + std::string(key));
    }
  }
  return out;
}

bool FeedFilter::matches(const News& news) const {
  switch (news.stream) {
    case Stream::kBlock:
    case Stream::kHeader: return block_matches(*this, news.block->block.header);
    case Stream::kTransaction: return transaction_matches(*this, *news.transaction);
    case Stream::kMempool:
      return (!type || *type == pool_change_name(news.change)) && transaction_matches(*this, *news.transaction);
    case Stream::kNotification:
      return (!contract || news.notification->contract == *contract) && (!name || news.notification->name == *name) &&
             parameters_match(parameters, news.notification->state);
    case Stream::kExecution:
      return (!state || neovm::name(news.execution->state) == *state) && (!container || news.container == *container);
  }
  return false;
}

RpcResult Feeds::subscribe(const Params& params) {
  const auto name = params.text(0);
  const auto stream = name ? parse_stream(*name) : std::nullopt;
  if (!stream) return invalid_params("no such stream");
  Feed feed{.stream = *stream, .filter = {}};
  if (params.has(1)) {
    auto filter = read_filter(*stream, params.at(1));
    if (!filter) return std::unexpected(filter.error());
    feed.filter = *std::move(filter);
  }
  const auto free = std::ranges::find(feeds_, false, &std::optional<Feed>::has_value);
  if (free == feeds_.end()) {
    return std::unexpected(rpc_error(RpcCode::kInternal, "maximum number of subscriptions is reached"));
  }
  *free = std::move(feed);
  return json::value(std::to_string(free - feeds_.begin()));
}

RpcResult Feeds::unsubscribe(const Params& params) {
  const auto id = params.text(0);
  std::size_t place = kFeedsMax;
  if (id) std::from_chars(id->data(), id->data() + id->size(), place);
  if (place >= kFeedsMax || !feeds_[place] || *id != std::to_string(place)) return invalid_params("no such feed");
  feeds_[place].reset();
  return true;
}

bool Feeds::want(const News& news) const {
  return std::ranges::any_of(feeds_, [&](const std::optional<Feed>& feed) {
    return feed && feed->stream == news.stream && feed->filter.matches(news);
  });
}

}  // namespace nsl::devchain
