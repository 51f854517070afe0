// How the API lets requests in: tokens, policies, paths, methods, parameters.
#include "api/testing/api_under_test.h"

#include <gmock/gmock.h>

namespace nsl::api::testing {
namespace {

using ::testing::HasSubstr;

class ApiEntrance : public ApiUnderTest {};

// ---- Who may

TEST_F(ApiEntrance, NothingButProbesAndDocumentationAnswersWithoutAToken) {
  for (const Operation& operation : api.operations()) {
    const auto& outline = operation.outline;
    const auto answer = ask({.method = std::string(to_string(outline.method)),
                             .target = outline.example.target,
                             .headers = {{"Authorization", ""}}});
    if (outline.path == "/livez" || outline.path == "/readyz" || outline.path.starts_with("/docs")) {
      EXPECT_EQ(answer.response.status, 200) << outline.path;
      continue;
    }
    if (outline.policy.kind() == auth::Policy::Kind::kSignIn) {
      EXPECT_GE(answer.response.status, 400) << "there is no body";
      EXPECT_NE(answer.response.status, 401) << outline.path;
      continue;
    }
    EXPECT_EQ(answer.response.status, 401) << outline.path;
    EXPECT_EQ(code_of(answer), "unauthenticated");
    EXPECT_EQ(answer.header("WWW-Authenticate"), "Bearer");
  }
}

TEST_F(ApiEntrance, AStrangerDoesNotLearnWhichPathsThereAre) {
  for (const char* target : {"/", "/v1/nothing", "/v1/functions/x/y/z", "/%zz"}) {
    EXPECT_EQ(ask({.target = target, .headers = {{"Authorization", "Bearer wrong"}}}).response.status, 401) << target;
  }
  EXPECT_EQ(ask({.method = "OPTIONS", .target = "/v1/functions", .headers = {{"Authorization", ""}}}).response.status,
            401);
  EXPECT_EQ(ask({.method = "POST", .target = "/livez", .headers = {{"Authorization", ""}}}).response.status, 401);
}

TEST_F(ApiEntrance, ATokenWithoutTheScopeIsRefused) {
  const auto answer = ask({.method = "DELETE",
                           .target = "/v1/functions/hello",
                           .headers = {{"Authorization", std::string("Bearer ") + kReader}}});
  EXPECT_EQ(answer.response.status, 403);
  EXPECT_EQ(code_of(answer), "forbidden");
  EXPECT_THAT(answer.response.body, HasSubstr("functions:write"));
  EXPECT_TRUE(service.get_function({"owner", "hello"})) << "and nothing has happened";
}

TEST_F(ApiEntrance, ThePolicyIsCheckedBeforeTheInput) {
  const auto answer = ask({.method = "PUT",
                           .target = "/v1/functions/BAD?x=1",
                           .headers = {{"Authorization", std::string("Bearer ") + kReader}},
                           .body = "{"});
  EXPECT_EQ(answer.response.status, 403);
}

TEST_F(ApiEntrance, TwoAuthorizationHeadersAreRefused) {
  const auto answer = ask({.target = "/v1/functions",
                           .headers = {{"Authorization", "Bearer all-scopes"}, {"authorization", "Bearer other"}}});
  EXPECT_EQ(answer.response.status, 400);
}

// ---- Where

TEST_F(ApiEntrance, PathsAreTakenLiterally) {
  for (const char* target : {"/", "/v1", "/v1/", "/v1/functions/", "/v1//functions", "//v1/functions", "/V1/functions",
                             "/v1/functions/hello/", "/v1/functions//versions", "/v1/functions/hello/versions/1/code",
                             "/v1/./functions", "/v1/functions/hello/../hello", "/v1/functions%2Fhello"}) {
    const auto answer = get(target);
    EXPECT_EQ(answer.response.status, 404) << target;
    EXPECT_EQ(code_of(answer), "route_not_found") << target;
  }
  EXPECT_THAT(get("/v1/functions/").response.body, HasSubstr("without the slash"));
}

TEST_F(ApiEntrance, BrokenPercentEncodingIsMalformed) {
  for (const char* target : {"/v1/functions/%", "/v1/functions/%4", "/v1/functions/%zz", "/v1/functions/%00",
                             "/v1/functions/%ff", "/v1/functions?limit=%", "/v1/functions?%zz=1"}) {
    EXPECT_EQ(code_of(get(target)), "malformed_request") << target;
  }
}

TEST_F(ApiEntrance, PercentEncodingIsUndoneOnce) {
  EXPECT_EQ(get("/v1/functions/hell%6f").response.status, 200);
  EXPECT_EQ(get("/v1/%66unctions").response.status, 200);
  EXPECT_EQ(code_of(get("/v1/functions/hell%256f")), "invalid_name") << "%25 is a percent sign, no new escape";
}

TEST_F(ApiEntrance, AMethodThatThePathDoesNotTakeGets405WithAllow) {
  const auto answer = ask({.method = "POST", .target = "/v1/functions/hello"});
  EXPECT_EQ(answer.response.status, 405);
  EXPECT_EQ(code_of(answer), "method_not_allowed");
  EXPECT_EQ(answer.header("Allow"), "GET, HEAD, PUT, DELETE, OPTIONS");
  EXPECT_EQ(ask({.method = "PATCH", .target = "/v1/functions/hello"}).response.status, 405);
  EXPECT_EQ(ask({.method = "BREW", .target = "/v1/functions/hello"}).response.status, 501);
  EXPECT_EQ(ask({.method = "get", .target = "/v1/functions/hello"}).response.status, 501);
}

TEST_F(ApiEntrance, OptionsSaysWhatThePathTakes) {
  const auto answer = ask({.method = "OPTIONS", .target = "/v1/functions/hello/invoke"});
  EXPECT_EQ(answer.response.status, 204);
  EXPECT_EQ(answer.header("Allow"), "POST, OPTIONS");
  EXPECT_EQ(answer.response.body, "");
}

TEST_F(ApiEntrance, HeadIsAnsweredAsGet) {
  EXPECT_EQ(ask({.method = "HEAD", .target = "/v1/functions/hello"}).response.status, 200);
  EXPECT_EQ(ask({.method = "HEAD", .target = "/v1/functions/nobody"}).response.status, 404);
  EXPECT_EQ(ask({.method = "HEAD", .target = "/v1/functions/hello/invoke"}).response.status, 405);
}

// ---- With what

TEST_F(ApiEntrance, NamesOutsideTheirAlphabetAreRefused) {
  for (const std::string& name : {std::string("Hello"), std::string("a_b"), std::string("a.b"), std::string("%20"),
                                  std::string(64, 'a'), std::string("%F0%9F%98%80")}) {
    const auto answer = get("/v1/functions/" + name);
    EXPECT_EQ(answer.response.status, 422) << name;
    EXPECT_EQ(code_of(answer), "invalid_name") << name;
    EXPECT_EQ(pointers_of(answer), "name");
  }
  EXPECT_EQ(get("/v1/functions/" + std::string(63, 'a')).response.status, 404);
}

TEST_F(ApiEntrance, UnknownAndWrongParametersAreAllNamed) {
  const auto answer = get("/v1/functions?limt=5&limit=201&cursor=");
  EXPECT_EQ(answer.response.status, 422);
  EXPECT_EQ(pointers_of(answer), "limt limit cursor");
  EXPECT_THAT(answer.response.body, HasSubstr("did you mean \\\"limit\\\"?"));
  EXPECT_THAT(answer.response.body, HasSubstr("from 1 to 200"));
}

TEST_F(ApiEntrance, AParameterThatIsThereTwiceIsRefused) {
  EXPECT_EQ(pointers_of(get("/v1/functions?limit=1&limit=2")), "limit");
}

TEST_F(ApiEntrance, NumbersInTheQueryHaveOneSpelling) {
  for (const char* bad : {"0", "-1", "+1", "01", "1.0", "1e1", "", "abc", "99999999999999999999", "%201"}) {
    EXPECT_EQ(get(std::string("/v1/functions?limit=") + bad).response.status, 422) << bad;
  }
  EXPECT_EQ(get("/v1/functions?limit=200").response.status, 200);
}

TEST_F(ApiEntrance, AnEmptyQueryIsNoQuery) { EXPECT_EQ(get("/v1/functions?").response.status, 200); }

TEST_F(ApiEntrance, ABodyWhereNoneIsTakenIsRefused) {
  const auto answer = ask({.method = "DELETE", .target = "/v1/functions/hello", .body = "{}"});
  EXPECT_EQ(code_of(answer), "malformed_request");
  EXPECT_TRUE(service.get_function({"owner", "hello"}));
}

TEST_F(ApiEntrance, ABodyMustBeDeclaredAsJson) {
  using Headers = std::vector<std::pair<std::string, std::string>>;
  for (const Headers& headers :
       {Headers{}, Headers{{"Content-Type", ""}}, Headers{{"Content-Type", "text/plain"}},
        Headers{{"Content-Type", "application/jsonp"}}, Headers{{"Content-Type", "application/json; charset=latin1"}},
        Headers{{"Content-Type", "application/json"}, {"content-type", "text/plain"}}}) {
    const auto answer =
        ask({.method = "POST", .target = "/v1/functions/hello/invoke", .headers = headers, .body = "1"});
    EXPECT_EQ(answer.response.status, 415);
    EXPECT_EQ(code_of(answer), "unsupported_media_type");
  }
  for (const char* type :
       {"application/json", "Application/JSON", "application/json;charset=UTF-8", "application/json ; x=y"}) {
    const auto answer = ask(
        {.method = "POST", .target = "/v1/functions/hello/invoke", .headers = {{"Content-Type", type}}, .body = "1"});
    EXPECT_EQ(answer.response.status, 200) << type;
  }
}

// ---- Numbers

TEST_F(ApiEntrance, RequestsAreCountedByTheRouteNotThePath) {
  get("/v1/functions/hello");
  get("/v1/functions/nobody");
  get("/private/path");
  const std::string text = metrics.text();
  EXPECT_THAT(text, HasSubstr(R"(nsl_http_requests_total{method="GET",route="/v1/functions/{name}",status="200"} 1)"));
  EXPECT_THAT(text, HasSubstr(R"(nsl_http_requests_total{method="GET",route="/v1/functions/{name}",status="404"} 1)"));
  EXPECT_THAT(text, HasSubstr(R"(nsl_http_requests_total{method="_OTHER",route="unmatched",status="404"} 1)"));
  EXPECT_THAT(text,
              HasSubstr(R"(nsl_http_request_duration_seconds_count{method="GET",route="/v1/functions/{name}"} 2)"));
  EXPECT_THAT(text, ::testing::Not(HasSubstr("private")));
  EXPECT_THAT(text, ::testing::Not(HasSubstr("nobody")));
}

// ---- Overload and failure

class ApiWithAShortQueue : public ApiUnderTest {
 protected:
  ApiWithAShortQueue() : ApiUnderTest({.pool = {.threads = 1, .queue_max = 2}}) {}
};

TEST_F(ApiWithAShortQueue, AFullPoolAnswers503AndRecovers) {
  std::atomic<bool> held{true};
  service.before_blocking = [&] {
    while (held) std::this_thread::yield();
  };
  std::vector<std::shared_ptr<Answered>> answers;
  for (int i = 0; i < 5; ++i) {
    answers.push_back(std::make_shared<Answered>());
    start({.target = "/v1/functions/hello"}, answers.back());
  }
  const auto refused =
      std::ranges::count_if(answers, [](const auto& a) { return a->response.status == 503 && a->times == 1; });
  EXPECT_GE(refused, 2) << "one runs at most, two wait";
  held = false;
  until([&] { return std::ranges::all_of(answers, [](const auto& a) { return a->times == 1; }); });
  for (const auto& answer : answers) {
    if (answer->response.status == 503) EXPECT_EQ(answer->header("Retry-After"), "1");
    else EXPECT_EQ(answer->response.status, 200);
  }
  EXPECT_EQ(get("/v1/functions/hello").response.status, 200);
}

TEST_F(ApiEntrance, AHandlerThatThrowsCostsOneAnswer) {
  const auto answer = put("/v1/functions/hello", R"({"code":"throw"})");
  EXPECT_EQ(answer.response.status, 500);
  EXPECT_EQ(code_of(answer), "internal");
  EXPECT_THAT(answer.response.body, ::testing::Not(HasSubstr("out of luck"))) << "reasons are for the log";
  EXPECT_EQ(get("/livez").response.status, 200);
}

}  // namespace
}  // namespace nsl::api::testing
