#include "app/profile.h"

#include "app/files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

namespace nsl::app {
namespace {

using testing::HasSubstr;

class ProfileTest : public testing::Test {
 protected:
  ProfileTest() {
    std::string pattern = testing::TempDir() + "nsl-profile-XXXXXX";
    folder_ = mkdtemp(pattern.data());
  }
  ~ProfileTest() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path write(const char* name, std::string_view text) {
    const auto path = folder_ / name;
    EXPECT_TRUE(write_private_file(path, text).has_value());
    return path;
  }

  std::filesystem::path folder_;
};

TEST_F(ProfileTest, SaysWhatToDoWhenNothingIsKnown) {
  const auto profile = find_profile({.flag = {}, .url = {}, .token = {}, .files = {folder_ / "none.json"}});
  ASSERT_FALSE(profile.has_value());
  EXPECT_EQ(profile.error().exit, Exit::kUnavailable);
  EXPECT_THAT(profile.error().next, HasSubstr("make up"));
}

TEST_F(ProfileTest, RefusesAFileThatIsNoProfile) {
  for (const char* text : {"", "[]", "{\"token\":\"t\"}", "{\"url\":1}"}) {
    const auto profile = find_profile({.flag = write("p.json", text).string(), .url = {}, .token = {}, .files = {}});
    EXPECT_FALSE(profile.has_value()) << text;
  }
}

TEST_F(ProfileTest, TheFlagWinsOverTheVariableWhichWinsOverFiles) {
  const auto flag = write("flag.json", R"({"url":"http://flag/","token":"f"})").string();
  const auto file = write("file.json", R"({"url":"http://file","token":"x"})");
  EXPECT_EQ(find_profile({.flag = flag, .url = "http://variable", .token = {}, .files = {file}})->url, "http://flag");
  EXPECT_EQ(find_profile({.flag = {}, .url = "http://variable//", .token = "t", .files = {file}})->url,
            "http://variable");
  EXPECT_EQ(find_profile({.flag = {}, .url = {}, .token = {}, .files = {folder_ / "none", file}})->token, "x");
  EXPECT_EQ(find_profile({.flag = {}, .url = {}, .token = "mine", .files = {file}})->token, "mine");
}

TEST_F(ProfileTest, ATokenOfAFileDoesNotGoToAnotherUrl) {
  const auto file = write("file.json", R"({"url":"http://file","token":"x"})");
  EXPECT_EQ(find_profile({.flag = {}, .url = "http://elsewhere", .token = {}, .files = {file}})->token, "");
}

TEST_F(ProfileTest, IsWrittenForItsOwnerOnlyAndReadBack) {
  const auto path = write("p.json", to_json({.url = "http://127.0.0.1:1", .token = "se\"cret", .origin = {}}));
  struct stat status{};
  ASSERT_EQ(stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777u, 0600u);
  EXPECT_EQ(parse_profile(*read_file(path, 1_KiB))->token, "se\"cret");
}

TEST_F(ProfileTest, KeepsTheFilesForTlsAndTheEnvironmentReplacesThem) {
  const net::ClientTls kept{.ca_file = "/a/ca.pem", .certificate_file = "/a/ci.pem", .key_file = "/a/ci.key"};
  const auto path = write("p.json", to_json({.url = "https://nsl.example.org", .token = {}, .tls = kept, .origin = {}}));
  ProfileSearch search{.flag = path, .url = {}, .token = {}, .files = {}};
  EXPECT_EQ(find_profile(search)->tls, kept);
  search.tls = {.ca_file = {}, .certificate_file = "/b/both.pem", .key_file = {}};
  EXPECT_EQ(find_profile(search)->tls, (net::ClientTls{.ca_file = "/a/ca.pem", .certificate_file = "/b/both.pem"}))
      << "a certificate comes with its own key";
}

}  // namespace
}  // namespace nsl::app
