#include "engine/testing/function_runner.h"

#include "base/check.h"
#include "base/json.h"
#include "engine/testing/stage.h"

#include <algorithm>
#include <deque>
#include <fstream>
#include <iterator>

namespace nsl::engine::testing {
namespace {

constexpr std::int64_t kStart = 1'700'000'000'000'000'000;  // 2023-11-14T22:13:20Z
constexpr std::int64_t kMillisecond = 1'000'000;
constexpr const char* kMeta =
    R"({"id":"ex_test","deadline_ms":1700000030000,"trigger":{"type":"http","method":"POST"}})";

struct Call {
  std::uint32_t number = 0;
  std::string name;
  json::object arguments;
  std::string text;
  std::string body;

  std::int64_t delay() const { return name == "timer" ? arguments.at("delay_ms").to_number<std::int64_t>() : 5; }
};

class World final : public Outbox {
 public:
  void send(const HostCall& call) override {
    const auto arguments = json::parse(call.arguments);
    NSL_CHECK(arguments);
    ran.calls.push_back(std::string(call.name) + " " + std::string(call.arguments));
    waiting.push_back({.number = call.number, .name = std::string(call.name), .arguments = arguments->as_object(),
                       .text = std::string(call.arguments), .body = std::string(as_text(call.body))});
  }
  void send_log(std::string_view level, std::int64_t, std::string_view text) override {
    ran.logs.push_back(std::string(level) + ": " + std::string(text));
  }

  // The call that is answered next: the one that takes least time.
  Call take() {
    const auto next = std::ranges::min_element(waiting, {}, &Call::delay);
    NSL_CHECK(next != waiting.end());
    Call call = std::move(*next);
    waiting.erase(next);
    now += call.delay() * kMillisecond;
    return call;
  }

  std::deque<Call> waiting;
  Ran ran;
  std::int64_t now = kStart;
};

struct Answer {
  bool ok = true;
  std::string json = "null";
  std::string body;
};

std::string header_of(const json::object& arguments, std::string_view name) {
  for (const auto& header : arguments.at("headers").as_array()) {
    if (json::view(header.at(0).as_string()) == name) return std::string(json::view(header.at(1).as_string()));
  }
  return {};
}

Answer answer_fetch(const Call& call) {
  const auto url = json::view(call.arguments.at("url").as_string());
  if (url.find("denied.test") != std::string_view::npos) {
    return {.ok = false, .json = R"({"code":"host_not_allowed","message":"the function may not reach denied.test"})", .body = {}};
  }
  if (const std::string answer = header_of(call.arguments, "x-answer"); !answer.empty()) {
    return {.json = answer, .body = header_of(call.arguments, "x-answer-body")};
  }
  json::object echo{{"call", call.arguments}, {"body", call.body}};
  json::object result{{"status", 200}, {"status_text", "OK"}, {"url", url}, {"redirected", false}};
  result["headers"] = json::array{json::array{"content-type", "application/json"}, json::array{"set-cookie", "a=1"},
                                  json::array{"set-cookie", "b=2"}};
  return {.json = json::serialize(result), .body = json::serialize(echo)};
}

}  // namespace

FunctionRunner::FunctionRunner() : base_(shared_base()) {
  auto slot = Slot::create(base_);
  NSL_CHECK(slot);
  slot_ = std::move(*slot);
}

FunctionRunner::~FunctionRunner() = default;

Ran FunctionRunner::run(std::string_view code, const RunOptions& options) {
  auto image = build_image(*slot_, std::make_shared<const PageSet>(base_), {code, options.file_name}, {});
  if (!image) return {.refused = image.error(), .outcome = {}, .logs = {}, .calls = {}};
  NSL_CHECK(slot_->load(std::make_shared<const PageSet>(base_, *image)));

  World world;
  Execution execution(*slot_, world);
  StartOptions start{.limits = options.limits, .seed = {}, .now_ns = world.now, .input = options.input, .meta = kMeta};
  start.seed.fill(options.seed);
  auto state = execution.start(start);
  while (state == Execution::State::kWaiting) {
    const Call call = world.take();
    const Answer answer = call.name == "fetch" ? answer_fetch(call) : Answer{};
    state = execution.deliver({.number = call.number, .ok = answer.ok, .json = answer.json, .body = as_bytes(answer.body), .now_ns = world.now});
  }
  world.ran.outcome = execution.take_outcome();
  slot_->restore();
  world.ran.pristine = slot_->is_pristine();
  return std::move(world.ran);
}

std::string read_file(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  NSL_CHECK(stream);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<std::string> checks_of(const std::filesystem::path& file) {
  constexpr std::string_view kBegin = "\ncheck('";
  const std::string text = "\n" + read_file(file);
  std::vector<std::string> names;
  for (std::size_t at = text.find(kBegin); at != std::string::npos; at = text.find(kBegin, at + 1)) {
    const std::size_t begin = at + kBegin.size();
    names.push_back(text.substr(begin, text.find("',", begin) - begin));
  }
  return names;
}

}  // namespace nsl::engine::testing
