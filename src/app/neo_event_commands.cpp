// nsl neo events: what contracts said, from the service's record, or straight from a Neo node.
#include "app/add_command.h"
#include "app/client.h"
#include "app/neo_network.h"
#include "follower/chain_reader.h"
#include "neo/contract/native.h"
#include "neo/types/address.h"

#include <chrono>
#include <thread>

namespace nsl::app {
namespace {

using follower::ChainCursor;

// Between two looks for new blocks.
constexpr std::chrono::milliseconds kPoll{250};
// Between two attempts to follow a service that is away.
constexpr std::chrono::milliseconds kServiceAgain{1'000};
// Without --from.
constexpr std::uint32_t kBlocksShown = 100;

struct EventOptions {
  NeoNetworkOptions network;
  std::string contract;
  std::string event;
  std::string account;
  std::optional<std::uint32_t> from;
  std::optional<std::uint32_t> to;
  std::size_t limit = 0;  // 0: all
  bool follow = false;
};

Result<follower::EventFilter> filter_of(const EventOptions& options) {
  follower::EventFilter out{.contract = std::nullopt, .name = options.event, .account = std::nullopt};
  if (!options.contract.empty()) {
    NSL_TRY(out.contract, neo::parse_contract(options.contract));
  }
  if (!options.account.empty()) {
    NSL_TRY(out.account, neo::parse_account(options.account));
  }
  return out;
}

// Shows events as they come: lines, or with --output json one object a line when they are followed, else a list.
class EventPrinter {
 public:
  EventPrinter(const Program& program, const EventOptions& options) : program_(program), options_(options) {}

  // As follower::event_json() gives it, and so the service.
  void show(json::object json) {
    ++shown_;
    if (!program_.console.json()) program_.console.line(line_of(json));
    else if (options_.follow) program_.console.line(json::serialize(json));
    else list_.push_back(std::move(json));
  }
  bool full() const { return options_.limit > 0 && shown_ >= options_.limit; }
  void end() const {
    if (program_.console.json() && !options_.follow) program_.console.json_text(json::serialize(list_));
  }

 private:
  static std::string line_of(const json::object& event) {
    const json::value value(event);
    const auto hash = neo::UInt160::parse(text_at(value, "/contract"));
    const auto* native = hash ? neo::find_native(*hash) : nullptr;
    const auto* transfer = event.if_contains("transfer");
    const auto transaction = text_at(value, "/transaction");
    return fmt::format("{}.{}  {}  {}  {}  {}", number_at(value, "/height"), number_at(value, "/index"),
                       native != nullptr ? std::string(native->name) : text_at(value, "/contract"),
                       text_at(value, "/event"), transaction.empty() ? "-" : transaction,
                       json::serialize(transfer != nullptr ? *transfer : event.at("state")));
  }

  const Program& program_;
  const EventOptions& options_;
  json::array list_;
  std::size_t shown_ = 0;
};

// Whether there is nothing left to show.
bool show_blocks(EventPrinter& printer, const std::vector<follower::ChainBlock>& blocks,
                 const follower::EventFilter& filter, const EventOptions& options) {
  for (const auto& block : blocks) {
    if (options.to && block.height > *options.to) return true;
    for (const auto& event : block.events) {
      if (!filter.matches(event)) continue;
      printer.show(follower::event_json(event, block.time_ms));
      if (printer.full()) return true;
    }
  }
  return false;
}

Status ask_node(const Program& program, const EventOptions& options, EventPrinter& printer) {
  NSL_TRY(const auto filter, filter_of(options));
  NSL_TRY(const auto pool, connect_neo(options.network, program.profile));
  follower::ChainReader reader(*pool);
  ChainCursor cursor;
  if (options.from) cursor.next = *options.from;
  else {
    NSL_TRY(cursor, reader.begin(kBlocksShown));
  }
  bool silent = false;  // the node's silence has been told
  for (;;) {
    const auto step = reader.read(cursor);
    if (!step && (!options.follow || step.error().code != ErrorCode::kUnavailable)) {
      return std::unexpected(step.error());
    }
    if (!step && !silent) program.console.note(step.error().message + " Waiting for it.");
    silent = !step;
    if (step) {
      if (show_blocks(printer, step->blocks, filter, options)) return {};
      cursor = step->after;
      if (options.to && cursor.next > *options.to) return {};
      if (!step->blocks.empty()) continue;
      if (!options.follow) return {};
    }
    std::this_thread::sleep_for(kPoll);
  }
}

constexpr std::string_view kWhat = "cannot show events";

// What the options ask for, without where to begin.
std::string path_of(const EventOptions& options) {
  std::string out = "/v1/neo/events?limit=200";
  const auto add = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) out += fmt::format("&{}={}", name, percent_encoded(value));
  };
  add("contract", options.contract);
  add("event", options.event);
  add("account", options.account);
  if (options.to) add("to_block", std::to_string(*options.to));
  return out;
}

// Whether there is nothing left to show.
bool show_page(EventPrinter& printer, const json::value& page) {
  for (const auto& event : page.at("data").as_array()) {
    printer.show(event.as_object());
    if (printer.full()) return true;
  }
  return false;
}

// Goes on where it was when the service was away for a while.
Outcome<void> follow_service(const Program& program, ServiceClient& service, net::ClientRequest request,
                             const EventOptions& options, EventPrinter& printer) {
  bool silent = false;  // the service's silence has been told
  for (;;) {
    const auto followed = service.follow(request, kWhat, [&](const net::ServerSentEvent& event) {
      silent = false;
      request.headers = {{"Last-Event-ID", event.id}};
      if (auto parsed = json::parse(event.data)) printer.show(std::move(parsed->as_object()));
      return printer.full() ? net::Next::kStop : net::Next::kContinue;
    });
    if (printer.full() || (followed && options.to)) return {};
    if (!followed && followed.error().exit != Exit::kUnavailable) return followed;
    if (!silent) program.console.note("The service does not answer. Waiting for it.");
    silent = true;
    std::this_thread::sleep_for(kServiceAgain);
  }
}

Outcome<void> ask_service(const Program& program, ServiceClient& service, const EventOptions& options,
                          EventPrinter& printer) {
  const auto path = path_of(options);
  std::uint64_t from = options.from.value_or(0);
  if (!options.from) {
    const auto newest = service.call({.path = "/v1/neo/events?limit=1"}, kWhat);
    if (!newest) return std::unexpected(newest.error());
    const auto height = number_at(newest->value, "/height");
    from = std::max(number_at(newest->value, "/first_block"), height - std::min<std::uint64_t>(height, kBlocksShown));
  }
  auto place = fmt::format("&from_block={}", from);
  for (;;) {
    const auto page = service.call({.path = path + place}, kWhat);
    if (!page) return std::unexpected(page.error());
    if (show_page(printer, page->value)) return {};
    place = "&cursor=" + percent_encoded(text_at(page->value, "/next_cursor"));
    if (!page->value.at("more").as_bool()) break;
  }
  return options.follow ? follow_service(program, service, {.path = path + place + "&follow=1"}, options, printer)
                        : Outcome<void>();
}

Exit events(Program& program, const EventOptions& options) {
  EventPrinter printer(program, options);
  // A node that is named is asked; else the service, where there is one.
  const bool names_node = !options.network.nodes.empty() || !options.network.config.empty();
  auto service = ServiceClient::connect(program);
  if (service && !names_node) {
    const auto done = ask_service(program, *service, options, printer);
    printer.end();
    return done ? Exit::kOk : report(program, done.error());
  }
  const auto done = ask_node(program, options, printer);
  printer.end();
  return done ? Exit::kOk : report(program, failure_from(done.error(), std::string(kWhat)));
}

}  // namespace

void add_neo_event_commands(CLI::App& root, Program& program) {
  const auto [command, options] =
      add_command(neo_group(root), program, "events", "What contracts said (notifications), in order", events,
                  "nsl neo events GasToken --event Transfer --account NXy... --follow");
  command->add_option("CONTRACT", options->contract, "Hash, or the name of a native contract; else all");
  command->add_option("--event", options->event, "Name of the event, such as Transfer")->type_name("NAME");
  command->add_option("--account", options->account, "Transfers from or to this account")->type_name("ADDRESS");
  command->add_option("--from", options->from, "The first block; else the last 100 blocks")->type_name("HEIGHT");
  command->add_option("--to", options->to, "The last block")->type_name("HEIGHT");
  command->add_option("--limit", options->limit, "End after so many events")->type_name("COUNT");
  command->add_flag("--follow", options->follow, "Wait for new blocks, until it is interrupted");
  add_network_options(*command, options->network);
}

}  // namespace nsl::app
