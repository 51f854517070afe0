#include "api/reference.h"

#include "api/routes.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>

namespace nsl::api {
namespace {

TEST(Reference, APageWithoutTheMarksStaysAsItIs) {
  for (const char* page : {"", "text", "<!-- x -->\n", "<!-- /x -->", "<!-- /x --> <!-- x -->\n"}) {
    EXPECT_EQ(with_generated(page, "x", "new"), page);
  }
  EXPECT_EQ(with_generated("a <!-- x -->\nold<!-- /x --> b", "x", "new\n"), "a <!-- x -->\nnew\n<!-- /x --> b");
}

// A page whose tables are made from the code. NSL_UPDATE_DOCS=1 api_test --gtest_filter='Reference.*' writes it anew.
void expect_up_to_date(std::string_view name, const std::map<std::string, std::string>& tables) {
  const std::string path = std::string(NSL_SOURCE_DIR "/docs/reference/").append(name);
  std::ifstream file(path);
  const std::string page{std::istreambuf_iterator<char>(file), {}};
  std::string fresh = page;
  for (const auto& [mark, table] : tables) {
    ASSERT_NE(page.find("<!-- " + mark + " -->"), std::string::npos) << path;
    fresh = with_generated(std::move(fresh), mark, table);
  }
  if (std::getenv("NSL_UPDATE_DOCS") != nullptr) std::ofstream(path) << fresh;
  else EXPECT_EQ(page, fresh) << "run with NSL_UPDATE_DOCS=1 to write it anew";
}

TEST(Reference, ThePageOfOperationsAndErrorsIsUpToDate) {
  expect_up_to_date("api.md", {{"operations", operations_table(routes())}, {"errors", errors_table()}});
}

TEST(Reference, ThePageOfPermissionsIsUpToDate) {
  expect_up_to_date("permissions.md", {{"permissions", permissions_table(routes())}, {"scopes", scopes_table()}});
}

}  // namespace
}  // namespace nsl::api
