#include "api/testing/api_under_test.h"

#include "neo/message/message.h"
#include "neo/types/address.h"

namespace nsl::api::testing {
namespace {

constexpr std::chrono::seconds kPatience{10};

void add_header(FakeRequest& request, std::string name, std::string value) {
  for (const auto& header : request.headers) {
    if (header.first == name) return;
  }
  request.headers.emplace_back(std::move(name), std::move(value));
}

std::unique_ptr<outbox::testing::ChainFixture> slow_chain(Audited& audited, storage::Database& database) {
  const outbox::testing::ChainFixture::Parts parts{
      .database = database, .audit = *audited.log, .accounts = audited.accounts, .grants = audited.account_grants};
  return std::make_unique<outbox::testing::ChainFixture>(parts, std::chrono::hours(1));
}

Api::Options with_defaults(Api::Options options) {
  options.about.version = "1.2.3";
  options.about.engine = "fake";
  options.about.started_at = FakeClock().wall();
  options.about.workers = [] { return std::uint64_t{2}; };
  return options;
}

}  // namespace

ApiUnderTest::ApiUnderTest(Api::Options options, Chain with)
    : chain(with == Chain::kNone ? nullptr : slow_chain(audited, *vault.database)),
      api({.loop = loop,
           .functions = service,
           .vault = *vault.vault,
           .secrets = *vault.secrets,
           .secret_backup = secret_backup,
           .grants = audited.grants,
           .accounts = audited.accounts,
           .account_grants = audited.account_grants,
           .sender = chain ? &*chain->sender : nullptr,
           .outbox = chain ? &*chain->outbox : nullptr,
           .events = chain ? &events : nullptr,
           .audit = *audited.log,
           .audit_reader = audited.reader,
           .tokens = tokens,
           .token_registry = *registry,
           .owners = *owners,
           .accounting = *accounting,
           .sign_in = sign_in,
           .setup = setup,
           .find_member = [this](std::string_view who, std::string_view owner) { return find_member(who, owner); },
           .metrics = metrics,
           .clock = clock},
          with_defaults(std::move(options))) {
  tokens.add(kToken, {"owner", "test", auth::Scopes::all()});
  tokens.add(kReader, {"owner", "reader", {auth::Scope::kFunctionsRead}});
  const vault::Caller owner{.owner = "owner", .actor = "token:test"};
  for (const char* value : {"CG-1", "CG-2"}) EXPECT_TRUE(vault.put(owner, "COINGECKO_KEY", value));
  EXPECT_TRUE(vault.put(vault.bob, "KEY", "bob's"));
  for (const char* name : {"hello", "fails", "slow"}) service.add_function(name);
}

void ApiUnderTest::deliver_events(std::uint32_t height, std::vector<follower::ChainEvent> list) {
  follower::ChainBlock block{.height = height, .time_ms = 1'000, .events = std::move(list)};
  std::vector<const follower::ChainEvent*> wanted;
  for (auto& event : block.events) {
    event.place = {height, static_cast<std::uint32_t>(wanted.size())};
    wanted.push_back(&event);
  }
  auto transaction = vault.database->write(storage::Durability::kGrouped).value();
  ASSERT_TRUE(events.deliver(transaction, block, wanted));
  ASSERT_TRUE(transaction.commit());
  api.notice_events();
}

std::optional<auth::Member> ApiUnderTest::find_member(std::string_view identity, std::string_view owner) const {
  const auto found = members.find(identity);
  if (found == members.end() || (!owner.empty() && owner != "owner")) return owners->find(identity, owner);
  return auth::Member{"owner", found->second};
}

std::string ApiUnderTest::signed_challenge(const neo::PrivateKey& key) {
  const auto challenge = sign_in.challenge(neo::to_address(key.account())).value();
  const auto bytes = neo::signed_message(neo::MessageScheme::kClassicNoSalt, {.text = challenge.message}).value();
  return json::serialize(json::object{{"challenge", challenge.id.text()},
                                      {"public_key", key.public_key().hex()},
                                      {"signature", to_hex(key.sign(bytes))}});
}

std::shared_ptr<FakeExchange> ApiUnderTest::start(FakeRequest request, std::shared_ptr<Answered> answered) {
  if (!request.client_certificate) add_header(request, "Authorization", std::string("Bearer ") + kToken);
  auto exchange = std::make_shared<FakeExchange>(std::move(request), std::move(answered));
  api.handle(exchange);
  return exchange;
}

void ApiUnderTest::until(const std::function<bool()>& condition) {
  if (condition()) return;
  std::unique_ptr<EventLoop::Timer> look;
  std::function<void()> again = [&] {
    if (condition()) loop.stop();
    else look = loop.after(std::chrono::microseconds(200), again);
  };
  bool timed_out = false;
  const auto guard = loop.after(kPatience, [&] {
    timed_out = true;
    loop.stop();
  });
  again();
  loop.run();
  ASSERT_FALSE(timed_out) << "nothing happened for " << kPatience.count() << " s";
}

Answered ApiUnderTest::ask(FakeRequest request) {
  auto answered = std::make_shared<Answered>();
  start(std::move(request), answered);
  until([&] { return answered->times > 0; });
  EXPECT_EQ(answered->times, 1) << "one answer for a request";
  return *answered;
}

Answered ApiUnderTest::put(std::string target, std::string body,
                           std::vector<std::pair<std::string, std::string>> headers) {
  headers.emplace_back("Content-Type", "application/json");
  return ask({.method = "PUT", .target = std::move(target), .headers = std::move(headers), .body = std::move(body)});
}

Answered ApiUnderTest::post(std::string target, std::string body,
                            std::vector<std::pair<std::string, std::string>> headers) {
  if (!body.empty()) headers.emplace_back("Content-Type", "application/json");
  return ask({.method = "POST", .target = std::move(target), .headers = std::move(headers), .body = std::move(body)});
}

json::value body_of(const Answered& answered) {
  auto value = json::parse(answered.response.body);
  EXPECT_TRUE(value) << answered.response.body;
  return value.value_or(json::value());
}

std::string code_of(const Answered& answered) {
  EXPECT_EQ(answered.response.content_type, net::kProblemType) << answered.response.body;
  const json::value body = body_of(answered);
  const json::value* code = body.is_object() ? body.get_object().if_contains("code") : nullptr;
  return code == nullptr ? "" : std::string(json::view(code->as_string()));
}

std::string pointers_of(const Answered& answered) {
  std::string pointers;
  const json::value body = body_of(answered);
  const json::value* errors = body.as_object().if_contains("errors");
  if (errors == nullptr) return pointers;
  for (const json::value& error : errors->as_array()) {
    if (!pointers.empty()) pointers += ' ';
    pointers += json::view(error.at("pointer").as_string());
  }
  return pointers;
}

}  // namespace nsl::api::testing
