// nsl neo events: what contracts said, straight from a Neo node.
#include "app/add_command.h"
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

  void show(const follower::ChainEvent& event, std::uint64_t time_ms) {
    ++shown_;
    auto json = follower::event_json(event, time_ms);
    if (!program_.console.json()) program_.console.line(line_of(event, json));
    else if (options_.follow) program_.console.line(json::serialize(json));
    else list_.push_back(std::move(json));
  }
  bool full() const { return options_.limit > 0 && shown_ >= options_.limit; }
  void end() const {
    if (program_.console.json() && !options_.follow) program_.console.json_text(json::serialize(list_));
  }

 private:
  static std::string line_of(const follower::ChainEvent& event, const json::object& json) {
    const auto* native = neo::find_native(event.contract);
    const auto* transfer = json.if_contains("transfer");
    return fmt::format("{}  {}  {}  {}  {}", event.place.text(),
                       native != nullptr ? std::string(native->name) : event.contract.display(), event.name,
                       event.transaction ? event.transaction->display() : "-",
                       json::serialize(transfer != nullptr ? *transfer : json.at("state")));
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
      printer.show(event, block.time_ms);
      if (printer.full()) return true;
    }
  }
  return false;
}

Status run(const Program& program, const EventOptions& options, EventPrinter& printer) {
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

Exit events(Program& program, const EventOptions& options) {
  EventPrinter printer(program, options);
  const auto done = run(program, options, printer);
  printer.end();
  return done ? Exit::kOk : report(program, failure_from(done.error(), "cannot show events"));
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
