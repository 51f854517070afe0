// The document holds together, says what the program does, and its examples work.
#include "api/openapi.h"

#include "api/examples.h"
#include "api/routes.h"
#include "api/testing/api_under_test.h"
#include "api/testing/schema_check.h"
#include "neo/contract/native.h"
#include "neo/types/address.h"

#include <gmock/gmock.h>

#include <set>

namespace nsl::api::testing {
namespace {

using ::testing::IsEmpty;

class OpenApi : public ApiUnderTest {
 protected:
  OpenApi() : ApiUnderTest(Api::Options{}, Chain::kSlow) {
    // What the examples talk about.
    for (int i = 0; i < 3; ++i) service.deploy({.owner = "owner", .name = "hello", .code = std::to_string(i)});
    functions::Execution execution;
    execution.id = *ExecutionId::parse(examples::kExecutionId);
    execution.function_name = "hello";
    execution.status = functions::ExecutionStatus::kQueued;
    service.add_execution(execution);
    for (const char* name : {"treasury", "obsolete"}) {
      NSL_CHECK(audited.accounts.create({.owner = "owner", .actor = "test"}, name).has_value());
    }
    deliver_events(7, {{.contract = neo::gas_token_hash(),
                        .name = "Transfer",
                        .state = {.type = neo::StackItemType::kArray, .value = neo::StackItem::List{}}}});
  }

  std::uint32_t transactions = 0;
  const json::value document = json::parse(api.openapi()).value();

  const json::object& described(const Operation& operation) const {
    std::string method(to_string(operation.outline.method));
    for (char& c : method) c = static_cast<char>(std::tolower(c));
    return document.at("paths").at(operation.outline.path).at(method).as_object();
  }

  // Ids of grants cannot be chosen.
  std::string path_of_an_account_grant() {
    const auto grant =
        audited.account_grants.add({.owner = "owner", .actor = "test"}, {.account = "treasury",
                                                                         .function = "payout",
                                                                         .contracts = {neo::UInt160{}},
                                                                         .methods = {"pay"},
                                                                         .call_max = neo::Fixed8::gas(1),
                                                                         .day_max = neo::Fixed8::gas(1)});
    NSL_CHECK(grant.has_value());
    return "/v1/neo/accounts/treasury/grants/" + grant->id.text();
  }
  // Nor can hashes of transactions.
  std::string path_of_a_transaction() {
    neo::Transaction transaction{
        .nonce = ++transactions, .valid_until_block = 5'000, .signers = {{}}, .script = {0x40}};
    transaction.witnesses.resize(1);
    const auto added =
        chain->store.add({.owner = "owner",
                          .account = "treasury",
                          .transaction = transaction,
                          .audit = {.action = audit::Action::kAccountSign, .owner = "owner", .actor = "test"}});
    NSL_CHECK(added.has_value());
    return "/v1/neo/transactions/" + added->record.hash.display();
  }
  std::string target_of(const Operation& operation) {
    const auto id = operation.outline.id;
    if (id == "revokeGrant") return path_of_a_grant();
    if (id == "revokeAccountGrant") return path_of_an_account_grant();
    if (id == "getNeoTransaction") return path_of_a_transaction();
    if (id == "cancelNeoTransaction") return path_of_a_transaction() + "/cancel";
    if (operation.outline.path == "/v1/tokens/{name}") make_the_token();
    return operation.outline.example.target;
  }
  // Not there from the start, because the first person must be the first.
  void make_the_token() {
    if (registry->get("owner", "ci")) return;
    const auth::Principal owner{.owner = "owner", .token_name = "test", .scopes = auth::Scopes::all()};
    NSL_CHECK(registry->create_token({owner, ""}, {.name = "ci", .scopes = {auth::Scope::kFunctionsWrite}}));
  }
  std::string path_of_a_grant() {
    const auto grant =
        audited.grants.add({.owner = "owner", .actor = "test"},
                           {.secret = "COINGECKO_KEY", .function = "price", .exposure = nsl::vault::Exposure::kValue});
    NSL_CHECK(grant.has_value());
    return "/v1/secrets/COINGECKO_KEY/grants/" + grant->id.text();
  }

  std::string a_new_member() {
    const auto key = neo::PrivateKey::generate();
    members[auth::wallet_identity(neo::to_address(key.account()))] = auth::Role::kDeveloper;
    return signed_challenge(key);
  }

  std::string a_first_person() {
    const auto code = setup.open();
    NSL_CHECK(code.has_value() && code->has_value());
    return json::serialize(json::object{{"code", **code}, {"name", "alice"}});
  }
  std::string body_for(const Operation& operation) {
    if (operation.outline.id == "signIn") return a_new_member();
    if (operation.outline.id == "setUp") return a_first_person();
    return operation.outline.example.body;
  }

  Answered ask_example(const Operation& operation, const std::string& token = kToken) {
    const Example& example = operation.outline.example;
    FakeRequest request{.method = std::string(to_string(operation.outline.method)),
                        .target = target_of(operation),
                        .headers = example.headers,
                        .body = body_for(operation)};
    if (!example.body.empty()) request.headers.emplace_back("Content-Type", "application/json");
    request.headers.emplace_back("Authorization", "Bearer " + token);
    return ask(std::move(request));
  }
};

void collect_references(const json::value& value, std::set<std::string>& found) {
  if (value.is_array()) {
    for (const json::value& item : value.get_array()) collect_references(item, found);
  }
  if (!value.is_object()) return;
  for (const auto& member : value.get_object()) {
    if (member.key() == "$ref") found.insert(std::string(json::view(member.value().as_string())));
    collect_references(member.value(), found);
  }
}

TEST_F(OpenApi, EveryReferenceLeadsSomewhere) {
  std::set<std::string> references;
  collect_references(document, references);
  EXPECT_GT(references.size(), 10u);
  for (const std::string& reference : references) EXPECT_NE(resolve(document, reference), nullptr) << reference;
}

TEST_F(OpenApi, EverySchemaIsUsed) {
  std::set<std::string> references;
  collect_references(document, references);
  for (const auto& schema : document.at("components").at("schemas").as_object()) {
    EXPECT_TRUE(references.contains("#/components/schemas/" + std::string(schema.key()))) << schema.key();
  }
}

TEST_F(OpenApi, OperationIdsAreUnique) {
  std::set<std::string_view> ids;
  for (const Operation& operation : api.operations()) {
    EXPECT_TRUE(ids.insert(operation.outline.id).second) << operation.outline.id;
    EXPECT_EQ(described(operation).at("operationId").as_string(), operation.outline.id);
  }
}

TEST_F(OpenApi, PathParametersAreThoseOfThePath) {
  for (const Operation& operation : api.operations()) {
    Components components;
    std::string path(operation.outline.path);
    std::size_t count = 0;
    for (const Parameter& parameter : operation.parameters(components)) {
      if (parameter.place != "path") continue;
      ++count;
      EXPECT_NE(path.find("{" + parameter.name + "}"), std::string::npos) << path;
    }
    EXPECT_EQ(count, static_cast<std::size_t>(std::ranges::count(path, '{'))) << path;
  }
}

TEST_F(OpenApi, EveryLinkNamesAParameterOfAnOperation) {
  std::size_t links = 0;
  for (const Operation& operation : api.operations()) {
    for (const Link& link : operation.outline.links) {
      ++links;
      const auto target =
          std::ranges::find(api.operations(), link.operation, [](const Operation& o) { return o.outline.id; });
      ASSERT_NE(target, api.operations().end()) << link.operation;
      Components components;
      const auto parameters = target->parameters(components);
      EXPECT_NE(std::ranges::find(parameters, link.parameter, &Parameter::name), parameters.end()) << link.operation;
    }
  }
  EXPECT_GT(links, 20u);
}

TEST_F(OpenApi, EveryOperationButProbesNamesItsToken) {
  for (const Operation& operation : api.operations()) {
    const bool open = !operation.outline.policy.needs_token();
    const json::array& security = described(operation).at("security").as_array();
    EXPECT_EQ(security.empty(), open) << operation.outline.id;
    if (open) continue;
    EXPECT_TRUE(security.at(0).as_object().contains("token")) << operation.outline.id;
    EXPECT_TRUE(security.at(1).as_object().contains("certificate")) << operation.outline.id;
  }
}

TEST_F(OpenApi, EveryOperationWithATokenTakesAnOwnerAndNoOther) {
  for (const Operation& operation : api.operations()) {
    std::size_t found = 0;
    if (const json::value* parameters = described(operation).if_contains("parameters")) {
      for (const json::value& parameter : parameters->as_array()) {
        if (parameter.at("name") != "NSL-Owner") continue;
        ++found;
        EXPECT_EQ(parameter.at("in"), "header");
        EXPECT_EQ(parameter.at("required"), false);
      }
    }
    EXPECT_EQ(found, operation.outline.policy.needs_token() ? 1u : 0u) << operation.outline.id;
    if (found == 0) continue;
    // It is heeded: the owner of the test's token is taken, another one is not, on whatever operation.
    const auto elsewhere = ask({.method = std::string(to_string(operation.outline.method)),
                                .target = operation.outline.example.target,
                                .headers = {{"NSL-Owner", "elsewhere"}}});
    EXPECT_EQ(code_of(elsewhere), "forbidden") << operation.outline.id;
  }
}

// The other half of the matrix of tokens_test.cpp: the examples, which work for their owner, asked by somebody who may
// do everything with things of his own.
TEST_F(OpenApi, WhatBelongsToAnotherOwnerIsNotThere) {
  const auth::Scopes scopes = auth::scopes_of(auth::Role::kOwner, auth::Reach::kOwner);
  tokens.add("stranger", {"stranger", "test", scopes});
  std::size_t asked = 0;
  for (const Operation& operation : api.operations()) {
    const bool names_something = operation.outline.path.find('{') != std::string_view::npos;
    const bool makes_it = operation.outline.method == Method::kPut;
    const bool of_the_service = !operation.outline.policy.allows(scopes);
    if (!names_something || makes_it || of_the_service || !operation.outline.policy.needs_token()) continue;
    ++asked;
    const Answered answered = ask_example(operation, "stranger");
    EXPECT_EQ(answered.response.status, 404) << operation.outline.id << ": " << answered.response.body;
  }
  EXPECT_GT(asked, 25u);
  for (const char* list : {"/v1/functions", "/v1/secrets", "/v1/tokens", "/v1/neo/accounts", "/v1/neo/transactions"}) {
    const Answered answered = ask({.method = "GET", .target = list, .headers = {{"Authorization", "Bearer stranger"}}});
    EXPECT_TRUE(json::parse(answered.response.body).value().at("data").as_array().empty()) << list;
  }
}

TEST_F(OpenApi, WhatAStrangerPutsIsTheStrangersOwn) {
  tokens.add("stranger", {"stranger", "test", auth::Scopes::all()});
  const auto before = service.get_function({"owner", "hello"})->active_version;
  for (const Operation& operation : api.operations()) {
    // Members and quotas of owners are matters of their own (handlers/owners_test.cpp).
    if (operation.outline.method != Method::kPut || operation.outline.tag == Tag::kOwners) continue;
    const Answered answered = ask_example(operation, "stranger");
    EXPECT_LT(answered.response.status, 300) << operation.outline.id << ": " << answered.response.body;
  }
  EXPECT_EQ(service.get_function({"owner", "hello"})->active_version, before);
  EXPECT_EQ(vault.secrets->get({.owner = "owner", .actor = "test"}, "COINGECKO_KEY")->latest_version, 2u);
}

TEST_F(OpenApi, ExamplesOfParametersAndBodiesKeepToTheirSchemas) {
  for (const Operation& operation : api.operations()) {
    const json::object& item = described(operation);
    if (const json::value* parameters = item.if_contains("parameters")) {
      for (const json::value& parameter : parameters->as_array()) {
        const json::value* example = parameter.as_object().if_contains("example");
        EXPECT_TRUE(example != nullptr || !parameter.at("required").as_bool()) << json::serialize(parameter);
        if (example != nullptr) EXPECT_THAT(violations(document, parameter.at("schema"), *example), IsEmpty());
      }
    }
    if (const json::value* body = item.if_contains("requestBody")) {
      const json::value& media = body->at("content").at("application/json");
      EXPECT_THAT(violations(document, media.at("schema"), media.at("example")), IsEmpty()) << operation.outline.id;
    }
  }
}

TEST_F(OpenApi, ExamplesOfRepliesAndProblemsKeepToTheirSchemas) {
  std::size_t examples = 0;
  for (const Operation& operation : api.operations()) {
    for (const auto& response : described(operation).at("responses").as_object()) {
      const json::value* content = response.value().as_object().if_contains("content");
      if (content == nullptr) continue;
      for (const auto& media : content->as_object()) {
        const json::object& shown = media.value().as_object();
        if (const json::value* example = shown.if_contains("example")) {
          EXPECT_THAT(violations(document, shown.at("schema"), *example), IsEmpty()) << operation.outline.id;
          ++examples;
        }
        if (const json::value* several = shown.if_contains("examples")) {
          for (const auto& example : several->as_object()) {
            EXPECT_THAT(violations(document, shown.at("schema"), example.value().at("value")), IsEmpty());
            ++examples;
          }
        }
      }
    }
  }
  EXPECT_GT(examples, 100u);
}

TEST_F(OpenApi, EveryExampleWorksAndIsAnsweredAsDescribed) {
  // The first person comes when nobody else is there; what takes away what others need comes last.
  const auto turn_of = [](const Outline& outline) {
    if (outline.id == "setUp") return -1;
    if (outline.id == "revokeGrant") return 0;
    return outline.id == "sealVault" ? 2 : outline.method == Method::kDelete ? 1 : 0;
  };
  std::vector<const Operation*> order;
  for (const int turn : {-1, 0, 1, 2}) {
    for (const Operation& operation : api.operations()) {
      if (turn_of(operation.outline) == turn) order.push_back(&operation);
    }
  }
  for (const Operation* operation : order) {
    const auto answer = ask_example(*operation);
    const json::object& responses = described(*operation).at("responses").as_object();
    const json::value* response = responses.if_contains(std::to_string(answer.response.status));
    EXPECT_LT(answer.response.status, 300) << operation->outline.id << answer.response.body;
    ASSERT_NE(response, nullptr) << operation->outline.id;
    const json::value* content = response->as_object().if_contains("content");
    if (content == nullptr) {
      EXPECT_EQ(answer.response.body, "") << operation->outline.id;
      continue;
    }
    if (operation->content_type != "application/json" || operation->outline.id == "getOpenapi") continue;
    EXPECT_EQ(answer.response.content_type, "application/json");
    const json::value& schema = content->at("application/json").at("schema");
    EXPECT_THAT(violations(document, schema, body_of(answer)), IsEmpty()) << operation->outline.id;
  }
}

TEST_F(OpenApi, EveryProblemThatIsMetIsDescribed) {
  const std::pair<const char*, Answered> met[] = {
      {"getFunction", get("/v1/functions/nobody")},
      {"getFunction", get("/v1/functions/BAD")},
      {"listFunctions", get("/v1/functions?limit=0")},
      {"listFunctions", get("/v1/functions?limit=%")},
      {"getVersion", get("/v1/functions/hello/versions/99")},
      {"getExecution", get("/v1/executions/x")},
      {"deployFunction", put("/v1/functions/hello", "{")},
      {"deployFunction", put("/v1/functions/hello", "{}")},
      {"deployFunction", put("/v1/functions/hello", R"({"code":"x","y":1})")},
      {"deployFunction", put("/v1/functions/hello", R"({"code":"bad"})")},
      {"getSecret", get("/v1/secrets/NONE")},
      {"setSecret", put("/v1/secrets/NEW", R"({"value":"v"})", {{"If-Match", "\"1\""}})},
      {"rollbackSecret", post("/v1/secrets/COINGECKO_KEY/rollback", R"({"version":9})")},
      {"addVaultProvider", post("/v1/vault/providers", R"({"kind":"recovery"})")},
      {"invokeFunction", post("/v1/functions/nobody/invoke", "1")},
      {"invokeFunction", post("/v1/functions/hello/invoke", "{")},
      {"invokeFunction", ask({.method = "POST", .target = "/v1/functions/hello/invoke", .body = "1"})},
  };
  for (const auto& [id, answer] : met) {
    for (const Operation& operation : api.operations()) {
      if (operation.outline.id != id) continue;
      const json::value& response = described(operation).at("responses").at(std::to_string(answer.response.status));
      const json::value& media = response.at("content").at(net::kProblemType);
      EXPECT_TRUE(media.at("examples").as_object().contains(code_of(answer))) << id << " " << code_of(answer);
      EXPECT_THAT(violations(document, media.at("schema"), body_of(answer)), IsEmpty()) << id;
    }
  }
}

TEST_F(OpenApi, IsServedAsItIs) { EXPECT_EQ(get("/openapi.json").response.body, api.openapi()); }

}  // namespace
}  // namespace nsl::api::testing
