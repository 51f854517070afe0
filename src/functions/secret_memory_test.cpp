// Whether the value of a secret is still somewhere in a worker's memory when the execution that read it has ended.
#include "functions/testing/gateway_fixture.h"
#include "net/testing/scripted_server.h"

#include <atomic>
#include <fstream>
#include <sstream>

#include <fcntl.h>
#include <unistd.h>

namespace nsl::functions {
namespace {

// In two halves, so that this program's own memory, which a worker is forked from, does not hold it.
std::string marker() { return std::string("mk-5Tr8-in-") + "memory-Qx2Wv7"; }

struct Range {
  std::uint64_t from;
  std::uint64_t to;
  std::string map;  // the line of /proc/PID/maps
};

std::vector<Range> readable_ranges(int pid) {
  std::vector<Range> ranges;
  std::ifstream maps("/proc/" + std::to_string(pid) + "/maps");
  for (std::string line; std::getline(maps, line);) {
    std::istringstream words(line);
    Range range{.from = 0, .to = 0, .map = line};
    char dash = 0;
    std::string rights;
    words >> std::hex >> range.from >> dash >> range.to >> rights;
    if (rights.starts_with('r')) ranges.push_back(std::move(range));
  }
  return ranges;
}

// Where the text stands in a range, for people: the mapping, and what is around it. Empty: nowhere.
std::string places(int memory, const Range& range, std::string_view text) {
  constexpr std::uint64_t kStep = std::uint64_t{1} << 20;
  constexpr std::uint64_t kAround = 64;
  std::string found;
  std::string buffer(kStep + text.size(), '\0');
  for (std::uint64_t at = range.from; at < range.to; at += kStep) {
    const auto want = std::min<std::uint64_t>(buffer.size(), range.to - at);
    const ssize_t got = pread(memory, buffer.data(), want, static_cast<off_t>(at));
    if (got <= 0) continue;
    const std::string_view here = std::string_view(buffer).substr(0, static_cast<std::size_t>(got));
    const std::size_t place = here.find(text);
    if (place == here.npos) continue;
    const std::size_t from = place > kAround ? place - kAround : 0;
    std::string around(here.substr(from, 2 * kAround + text.size()));
    for (char& c : around) c = c >= ' ' && c < 127 ? c : '.';
    found += "\n" + range.map + " +" + std::to_string(at + place - range.from) + ": " + around;
  }
  return found;
}

// nullopt: this user may not look.
std::optional<std::string> scan(int pid, std::string_view text) {
  const int memory = open(("/proc/" + std::to_string(pid) + "/mem").c_str(), O_RDONLY | O_CLOEXEC);
  if (memory < 0) return std::nullopt;
  std::string found;
  for (const Range& range : readable_ranges(pid)) found += places(memory, range, text);
  close(memory);
  return found;
}

class SecretMemory : public testing::GatewayFixture {};

TEST_F(SecretMemory, OfAWorkerIsCleanOnceTheExecutionHasEnded) {
#ifdef NSL_SANITIZED
  GTEST_SKIP() << "skipped: not under sanitizers, which keep freed memory";
#endif
  std::atomic<bool> asked = false;
  std::atomic<bool> go_on = false;
  net::testing::ScriptedServer server([&](net::testing::Conversation& c) {
    asked = true;
    while (!go_on) std::this_thread::sleep_for(std::chrono::milliseconds(2));
    c.answer("200 OK", "done");
  });
  known_secrets.with([&](auto& known) { known = {{.name = "KEY", .value = marker(), .hosts = {server.authority()}}}; });
  Settings settings;
  settings.allow_hosts = {server.authority()};
  ASSERT_TRUE(deploy("f", R"(export default async (url, context) => {
    const value = await context.secrets.get('KEY');
    console.log('it is', value, [value].join(), JSON.stringify({ value }), value.split('').reverse().join(''));
    await fetch(url, { headers: { 'x-key': value } });
    throw new Error('with ' + value);
  })",
                     settings));
  auto running = begin({.function = "f", .input = "\"" + server.url("/") + "\""});
  while (!asked) std::this_thread::sleep_for(std::chrono::milliseconds(2));
  std::vector<int> pids;
  on_loop([&] { pids = workers->worker_pids(); });
  ASSERT_FALSE(pids.empty());

  const auto during = scan(pids.front(), marker());
  go_on = true;
  const auto invoked = running.get();
  ASSERT_TRUE(invoked);
  EXPECT_EQ(invoked->execution.error->message, "Error: with [secret KEY]");
  if (!during) GTEST_SKIP() << "skipped: this user may not read a worker's memory";
  ASSERT_NE(*during, "") << "while it runs the value is there, so the scan works";

  // The slot is restored after the answer, when the worker comes to it.
  const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  std::optional<std::string> after = during;
  while (after != "" && std::chrono::steady_clock::now() < patience) {
    after = scan(pids.front(), marker());
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  EXPECT_EQ(after, "");
}

}  // namespace
}  // namespace nsl::functions
