#include "app/deploy_request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace nsl::app {
namespace {

using testing::HasSubstr;
using testing::Not;

const Bundle kBundle{.code = "export default 1", .file_name = "one.js", .source_map = {}};

TEST(DeployRequest, RefusesAnAmountWithoutSenseAndNamesTheFlag) {
  EXPECT_THAT(deploy_request(kBundle, {.memory = "much"}).error().message, HasSubstr("--memory"));
  EXPECT_THAT(deploy_request(kBundle, {.cpu = "200"}).error().message, HasSubstr("--cpu"));
  EXPECT_THAT(deploy_request(kBundle, {.wall = "5 parsecs"}).error().message, HasSubstr("--wall"));
}

TEST(DeployRequest, LeavesOutWhatWasNotAsked) {
  EXPECT_EQ(deploy_request(kBundle, {}).value(), R"({"code":"export default 1","file_name":"one.js"})");
}

TEST(DeployRequest, CarriesEveryFlag) {
  const DeployOptions options{.name = "n",
                              .memory = "32MiB",
                              .cpu = "200ms",
                              .wall = "5s",
                              .host_calls = 0,
                              .allow_hosts = {"a.example", "b.example:81"},
                              .note = "why",
                              .description = "what"};
  EXPECT_EQ(deploy_request(kBundle, options).value(),
            R"({"code":"export default 1","file_name":"one.js","description":"what","note":"why",)"
            R"("limits":{"memory_bytes":33554432,"cpu_us":200000,"wall_us":5000000,"host_calls":0},)"
            R"("network":{"allow_hosts":["a.example","b.example:81"]}})");
}

TEST(DeployRequest, LeavesOutAMapThatWouldNotFit) {
  Bundle bundle = kBundle;
  bundle.source_map = "{}";
  EXPECT_THAT(deploy_request(bundle, {}).value(), HasSubstr("source_map"));
  bundle.source_map.assign(7u << 20, ' ');
  EXPECT_THAT(deploy_request(bundle, {}).value(), Not(HasSubstr("source_map")));
}

}  // namespace
}  // namespace nsl::app
