#include "api/reference.h"

#include "api/routes.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace nsl::api {
namespace {

TEST(Reference, APageWithoutTheMarksStaysAsItIs) {
  for (const char* page : {"", "text", "<!-- x -->\n", "<!-- /x -->", "<!-- /x --> <!-- x -->\n"}) {
    EXPECT_EQ(with_generated(page, "x", "new"), page);
  }
  EXPECT_EQ(with_generated("a <!-- x -->\nold<!-- /x --> b", "x", "new\n"), "a <!-- x -->\nnew\n<!-- /x --> b");
}

// NSL_UPDATE_DOCS=1 api_test --gtest_filter='Reference.*' writes the page anew.
TEST(Reference, ThePageInDocsIsUpToDate) {
  const std::string path = NSL_SOURCE_DIR "/docs/reference/api.md";
  std::ifstream file(path);
  const std::string page{std::istreambuf_iterator<char>(file), {}};
  ASSERT_NE(page.find("<!-- operations -->"), std::string::npos) << path;
  ASSERT_NE(page.find("<!-- errors -->"), std::string::npos) << path;
  std::string fresh = with_generated(page, "operations", operations_table(routes()));
  fresh = with_generated(fresh, "errors", errors_table());
  if (std::getenv("NSL_UPDATE_DOCS") != nullptr) std::ofstream(path) << fresh;
  else EXPECT_EQ(page, fresh) << "run with NSL_UPDATE_DOCS=1 to write it anew";
}

}  // namespace
}  // namespace nsl::api
