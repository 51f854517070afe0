#include "api/docs/html.h"
#include "api/testing/api_under_test.h"
#include "base/error_advice.h"

#include <regex>
#include <set>

namespace nsl::api::testing {
namespace {

class DocsApi : public ApiUnderTest {
 protected:
  // Without a token, as a browser asks.
  Answered browse(std::string target) { return ask({.target = std::move(target), .headers = {{"Authorization", ""}}}); }
};

std::set<std::string> found(const std::string& text, const char* pattern) {
  std::set<std::string> all;
  const std::regex regex(pattern);
  for (std::sregex_iterator at(text.begin(), text.end(), regex), end; at != end; ++at) all.insert((*at)[1].str());
  return all;
}

TEST(Html, TextStaysText) {
  EXPECT_EQ(docs::escaped(R"(<a href="x">&</a>)"), "&lt;a href=&quot;x&quot;&gt;&amp;&lt;/a&gt;");
  EXPECT_EQ(docs::sentence("use `a<b` here"), "use <code>a&lt;b</code> here");
  EXPECT_EQ(docs::sentence("one ` only"), "one <code> only</code>");
}

TEST_F(DocsApi, TheReferenceHasEveryOperationAndItsLinksLeadSomewhere) {
  const Answered answered = browse("/docs");
  ASSERT_EQ(answered.response.status, 200) << answered.response.body;
  EXPECT_EQ(answered.response.content_type, "text/html; charset=utf-8");
  const std::string& page = answered.response.body;
  const auto places = found(page, "id=\"([^\"]+)\"");
  for (const Operation& operation : api.operations()) {
    EXPECT_TRUE(places.contains(std::string(operation.outline.id))) << operation.outline.id;
  }
  for (const std::string& link : found(page, "href=\"#([^\"]+)\"")) EXPECT_TRUE(places.contains(link)) << link;
  for (const std::string& link : found(page, "href=\"(/docs[^\"#]*)\"")) {
    EXPECT_EQ(browse(link).response.status, 200) << link;
  }
}

TEST_F(DocsApi, EveryErrorHasAPageThatSaysWhatToDo) {
  const std::string all = browse("/docs/errors").response.body;
  for (const ErrorInfo& error : all_errors()) {
    const Answered answered = browse("/docs/errors/" + std::string(error.name));
    ASSERT_EQ(answered.response.status, 200) << error.name;
    EXPECT_NE(answered.response.body.find(docs::sentence(advice(error.code))), std::string::npos) << error.name;
    EXPECT_NE(all.find("/docs/errors/" + std::string(error.name)), std::string::npos) << error.name;
  }
}

TEST_F(DocsApi, WhatAProblemPointsToIsThere) {
  const auto problem = body_of(get("/v1/functions/nothing"));
  const std::string type(json::view(problem.at("type").as_string()));
  EXPECT_EQ(browse(type).response.status, 200) << type;
}

TEST_F(DocsApi, AnUnknownErrorIsNotFound) {
  EXPECT_EQ(code_of(browse("/docs/errors/nothing")), "route_not_found");
  EXPECT_EQ(code_of(browse("/docs/errors/%3Cscript%3E")), "route_not_found");
}

TEST_F(DocsApi, PagesCarryNoScriptAndForbidEverythingElse) {
  for (const char* target : {"/docs", "/docs/errors", "/docs/errors/internal"}) {
    const Answered answered = browse(target);
    EXPECT_EQ(answered.response.body.find("<script"), std::string::npos) << target;
    for (const char* elsewhere : {"src=", "href=\"http", "url(", "@import"}) {
      EXPECT_EQ(answered.response.body.find(elsewhere), std::string::npos) << target << ": " << elsewhere;
    }
    EXPECT_EQ(answered.header("Content-Security-Policy"), docs::content_security_policy());
    EXPECT_NE(answered.header("Content-Security-Policy").find("default-src 'none'"), std::string::npos);
  }
}

}  // namespace
}  // namespace nsl::api::testing
