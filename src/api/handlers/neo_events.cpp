#include "api/handlers/neo_events.h"

#include "api/event_streams.h"
#include "neo/contract/native.h"
#include "neo/types/address.h"

#include <fmt/format.h>

namespace nsl::api {
namespace {

using follower::EventQuery;

constexpr std::uint64_t kLimitDefault = 50;

// An error of a part of the query, with the parameter's name as its place.
template <typename T>
Result<T> named(Result<T> value, std::string_view parameter) {
  if (value) return value;
  return fail(ErrorCode::kInvalidArgument, value.error().message, std::string(parameter));
}

Result<EventQuery> to_query(const NeoEventsQuery& given, const NeoEventsHeaders& headers) {
  EventQuery out{.limit = static_cast<std::size_t>(given.limit.value_or(kLimitDefault))};
  if (given.contract) {
    NSL_TRY(out.filter.contract, named(neo::parse_contract(*given.contract), "contract"));
  }
  if (given.account) {
    NSL_TRY(out.filter.account, named(neo::parse_account(*given.account), "account"));
  }
  out.filter.name = given.event.value_or("");
  if (given.from_block) out.from = static_cast<std::uint32_t>(*given.from_block);
  if (given.to_block) out.to = static_cast<std::uint32_t>(*given.to_block);
  if (given.cursor) {
    NSL_TRY(out.cursor, named(follower::Place::parse(*given.cursor), "cursor"));
  }
  // A client that comes back asks as it did at first, and adds what it has seen.
  if (headers.last_event_id && given.follow.value_or(false)) {
    NSL_TRY(out.cursor, named(follower::Place::parse(*headers.last_event_id), "Last-Event-ID"));
    out.from.reset();
  }
  return out;
}

std::string event_page_json(const follower::EventPage& page) {
  std::string out = R"({"data":[)";
  for (const auto& entry : page.events) {
    if (&entry != &page.events.front()) out.push_back(',');
    out += neo_event_json(entry);
  }
  return out + fmt::format(R"(],"next_cursor":"{}","more":{},"first_block":{},"height":{}}})", page.cursor.text(),
                           page.more, page.first, page.height);
}

// The names of the log's own query are others here.
Error renamed(Error error) {
  if (error.pointer == "from" || error.pointer == "to") error.pointer += "_block";
  return error;
}

}  // namespace

void list_neo_events(std::shared_ptr<Call> call, Input<Nothing, NeoEventsQuery, NeoEventsHeaders> input) {
  auto* const log = call->context().events;
  if (log == nullptr) {
    return call->refuse({ErrorCode::kUnavailable, "This service has no Neo node; its setting neo.rpc names one.", {}});
  }
  auto query = to_query(input.query, input.headers);
  if (!query) return call->refuse(query.error());
  if (input.query.follow.value_or(false)) return call->context().event_streams.follow(call, *log, *std::move(query));
  auto find = [log, query = *std::move(query), compression = call->compression()]() -> Result<net::Response> {
    NSL_TRY(const auto page, log->find(query));
    net::Response response{.headers = {}, .body = event_page_json(page)};
    net::compress(response, compression);
    return response;
  };
  call->offload(std::move(find), [call](Result<net::Response> response) {
    if (response) call->send(*std::move(response));
    else call->refuse(renamed(response.error()));
  });
}

}  // namespace nsl::api
