// nsl audit …: what was done with secrets, and whether the record of it is whole.
#include "app/add_command.h"
#include "app/client.h"
#include "app/commands.h"
#include "app/files.h"
#include "audit/verifier.h"
#include "base/clock.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iostream>
#include <memory>

namespace nsl::app {
namespace {

struct AuditOptions {
  std::string action;
  std::string outcome;
  std::string secret;
  std::string function;
  std::string execution;
  std::string since;
  std::string until;
  std::size_t limit = kListDefault;
  std::string file;
  std::uint64_t after = 0;
  bool all = false;
  std::string expected;
  std::string key;
};

std::string chain_path(const AuditOptions& options) { return options.all ? "/v1/audit/all" : "/v1/audit"; }

// A time as the service takes it. People may also write how long ago: 90m, 12h, 7d. Else it is left to the service.
std::string to_time(const std::string& text) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end + 1 != text.data() + text.size()) return text;
  const auto ago = [&](auto unit) { return to_rfc3339(system_clock().wall() - unit * number); };
  switch (*end) {
    case 'm': return ago(std::chrono::minutes(1));
    case 'h': return ago(std::chrono::hours(1));
    case 'd': return ago(std::chrono::days(1));
    default: return text;
  }
}

std::string path_for(const AuditOptions& options) {
  std::string query;
  const auto add = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) query += fmt::format("{}{}={}", query.empty() ? '?' : '&', name, percent_encoded(value));
  };
  add("action", options.action);
  add("outcome", options.outcome);
  add("secret", options.secret);
  add("function", options.function);
  add("execution", options.execution);
  add("since", to_time(options.since));
  add("until", to_time(options.until));
  return "/v1/audit" + query;
}

std::string about(const json::value& entry) {
  std::string text = text_at(entry, "/secret");
  if (const auto version = number_at(entry, "/secret_version"); version != 0) text += fmt::format("@{}", version);
  if (const auto host = text_at(entry, "/host"); !host.empty()) text += " to " + host;
  for (const char* const member : {"/detail", "/reason"}) {
    if (const auto more = text_at(entry, member); !more.empty()) text += fmt::format(" ({})", more);
  }
  return text;
}

// Oldest first, as a log is read; the service gives the newest first.
Exit show_entries(Program& program, const AuditOptions& options) {
  auto client = ServiceClient::connect(program);
  if (!client) return report(program, client.error());
  const auto listing = client->list(path_for(options), options.limit, "cannot read the audit log");
  if (!listing) return report(program, listing.error());
  if (program.console.json()) {
    program.console.json_text(listing->text);
    return Exit::kOk;
  }
  Table table{{"NUMBER", "TIME", "ACTION", "OUTCOME", "WHO", "WHAT"}};
  for (auto entry = listing->items.rbegin(); entry != listing->items.rend(); ++entry) {
    const std::string error = text_at(*entry, "/error");
    table.push_back({std::to_string(number_at(*entry, "/owner_seq")), text_at(*entry, "/time"),
                     text_at(*entry, "/action"), error.empty() ? text_at(*entry, "/outcome") : "refused: " + error,
                     text_at(*entry, "/actor"), about(*entry)});
  }
  program.console.table(table);
  return Exit::kOk;
}

Exit show_head(Program& program, const AuditOptions& options) {
  auto client = ServiceClient::connect(program);
  if (!client) return report(program, client.error());
  const auto reply = client->call({.path = chain_path(options) + "/head"}, "cannot read the audit log");
  if (!reply) return report(program, reply.error());
  if (program.console.json()) program.console.json_text(reply->text);
  else program.console.line(fmt::format("{}:{}", number_at(reply->value, "/seq"), text_at(reply->value, "/head")));
  return Exit::kOk;
}

// The number of the last entry that an export's last line speaks of.
Result<std::uint64_t> reach_of(std::string_view text) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  NSL_TRY(const auto head, audit::parse_signed_head(text.substr(text.rfind('\n') + 1)));
  return head.head.seq;
}

Exit export_entries(Program& program, const AuditOptions& options) {
  const std::string what = fmt::format("cannot export the audit log to {}", options.file);
  auto client = ServiceClient::connect(program);
  if (!client) return report(program, client.error());
  std::ofstream file(options.file, std::ios::binary | std::ios::trunc);
  for (std::uint64_t after = options.after;;) {
    const auto reply = client->text({.path = fmt::format("{}/export?after={}", chain_path(options), after)}, what);
    if (!reply) return report(program, reply.error());
    const auto reach = reach_of(*reply);
    if (!reach) return report(program, failure_from(reach.error(), what));
    file << *reply << std::flush;
    if (!file)
      return report(
          program,
          {.what = what, .why = "the file cannot be written", .next = "is there room, and may you write there?"});
    // Each export is itself in the log, so the end moves on by one.
    if (*reach <= after + 1) break;
    after = *reach;
  }
  program.console.note(fmt::format("next: nsl audit verify {}", options.file));
  return Exit::kOk;
}

Exit show_break(const Program& program, const std::string& file, const audit::Break& broken) {
  return report(program, {.what = fmt::format("{} is not what was recorded", file),
                          .why = fmt::format("line {}, entry {}: {}", broken.line, broken.seq, broken.what),
                          .next = "what comes before that line is whole",
                          .code = "audit_broken"});
}

Exit show_verified(const Program& program, const std::string& file, const audit::Verified& verified) {
  if (program.console.json()) {
    json::object json{{"file", file},
                      {"entries", verified.entries},
                      {"first", verified.before.seq + 1},
                      {"head", audit::to_string(verified.head)},
                      {"signed_at", to_rfc3339(verified.signed_at)},
                      {"key", verified.key},
                      {"owner", verified.owner}};
    program.console.json_text(json::serialize(json));
    return Exit::kOk;
  }
  program.console.line(
      fmt::format("{}: {} entries from {} on, whole", file, verified.entries, verified.before.seq + 1));
  program.console.line(fmt::format("chain  {}", verified.owner.empty() ? "of all owners" : "of " + verified.owner));
  program.console.line(fmt::format("head   {}", audit::to_string(verified.head)));
  program.console.line(fmt::format("signed {} by {}", to_rfc3339(verified.signed_at), verified.key));
  return Exit::kOk;
}

Exit verify(Program& program, const AuditOptions& options) {
  audit::Verifier::Options wanted;
  if (!options.expected.empty() && !(wanted.expected = audit::parse_head(options.expected))) {
    return report(program, {.exit = Exit::kUsage,
                            .what = "--expect is no head",
                            .why = "it is NUMBER:HASH",
                            .next = "nsl audit head",
                            .code = "usage"});
  }
  if (!options.key.empty() && !(wanted.signer = audit::parse_key_text(options.key))) {
    return report(program, {.exit = Exit::kUsage,
                            .what = "--key is no public key",
                            .why = "it is what `nsl audit verify` prints after \"by\"",
                            .next = "nsl audit verify --help",
                            .code = "usage"});
  }
  std::ifstream opened;
  if (options.file != "-") opened.open(options.file, std::ios::binary);
  std::istream& input = options.file == "-" ? std::cin : opened;
  audit::Verifier verifier(std::move(wanted));
  for (std::string line; std::getline(input, line);) {
    if (const auto broken = verifier.take(line)) return show_break(program, options.file, *broken);
  }
  if (!input.eof())
    return report(program, {.what = fmt::format("cannot read {}", options.file),
                            .why = "no such file, or not for you",
                            .code = "unreadable"});
  const auto verified = verifier.finish();
  if (!verified) return show_break(program, options.file, verified.error());
  return show_verified(program, options.file, *verified);
}

}  // namespace

void add_audit_commands(CLI::App& root, Program& program) {
  auto* group = root.add_subcommand("audit", "What was done with secrets, by whom, and what was refused");
  group->require_subcommand(1);
  group->footer(
      "Examples:\n  nsl audit tail\n  nsl audit search --outcome refused\n  nsl audit export audit.jsonl && nsl audit "
      "verify audit.jsonl");

  const auto [tail, tailed] = add_command(*group, program, "tail", "The last entries", show_entries);
  tail->add_option("--limit", tailed->limit, "How many")->capture_default_str();
  tail->footer("Example:\n  nsl audit tail --limit 10");

  const auto [search, searched] =
      add_command(*group, program, "search", "Entries that fit, the last ones", show_entries);
  search->add_option("--action", searched->action, "What was to be done: secret.get, grant.add, vault.seal, ...");
  search->add_option("--outcome", searched->outcome, "ok or refused");
  search->add_option("--secret", searched->secret, "Name of the secret");
  search->add_option("--function", searched->function, "Name of the function");
  search->add_option("--execution", searched->execution, "Id of the execution");
  search->add_option("--since", searched->since,
                     "Recorded from this time on: 2026-01-31T12:00:00Z, or 90m, 12h, 7d ago");
  search->add_option("--until", searched->until, "Recorded before this time, written likewise");
  search->add_option("--limit", searched->limit, "How many")->capture_default_str();
  search->footer("Example:\n  nsl audit search --secret COINGECKO_KEY --outcome refused --since 7d");

  const auto [head, headed] =
      add_command(*group, program, "head", "The signed end of the log, to keep elsewhere", show_head);
  head->add_flag("--all", headed->all, "Of the chain over all owners, for who runs the service");
  head->footer("Example:\n  nsl audit head >> heads.txt");

  const auto [exported, export_options] =
      add_command(*group, program, "export", "Write the log into a file that can be verified", export_entries);
  exported->add_option("FILE", export_options->file, "Where to")->required();
  exported->add_option("--after", export_options->after, "Number of the last entry that is not needed any more");
  exported->add_flag("--all", export_options->all, "The chain over all owners, for who runs the service");
  exported->footer("Examples:\n  nsl audit export audit.jsonl\n  nsl audit export --all whole.jsonl");

  const auto [checked, check] =
      add_command(*group, program, "verify", "Whether an export is what was recorded; needs no service", verify);
  checked->add_option("FILE", check->file, "An export, or - for standard input")->required();
  checked->add_option("--expect", check->expected,
                      "A head from before (`nsl audit head`): shows whether the end was cut off");
  checked->add_option("--key", check->key, "The signer's public key; else whoever signed the first line");
  checked->footer(
      "Exit code 1 with the place when it is not whole.\nExample:\n  nsl audit verify audit.jsonl --expect \"$(head -n "
      "1 heads.txt)\"");
  group->group("Secrets");  // last, because commands inherit the heading
}

}  // namespace nsl::app
