// Holds the documents to what is there: packages have reasons, links lead somewhere, folders introduce themselves.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <string>
#include <vector>

namespace nsl {
namespace {

namespace fs = std::filesystem;

const fs::path kRoot = NSL_SOURCE_DIR;

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> all_matches(const std::string& text, const char* pattern) {
  const std::regex expression(pattern);
  std::vector<std::string> found;
  for (std::sregex_iterator match(text.begin(), text.end(), expression), end; match != end; ++match)
    found.push_back((*match)[1]);
  return found;
}

std::vector<fs::path> documents() {
  std::vector<fs::path> found;
  for (const char* name : {"README.md", "CONTRIBUTING.md", "CHANGELOG.md", "ARCHITECTURE.md"})
    found.push_back(kRoot / name);
  for (const char* folder : {"docs", "src", "runtime", "clients", "examples"}) {
    for (const auto& entry : fs::recursive_directory_iterator(kRoot / folder)) {
      const bool own = entry.path().string().find("/node_modules/") == std::string::npos;
      if (own && entry.path().extension() == ".md") found.push_back(entry.path());
    }
  }
  return found;
}

TEST(Documents, GiveAReasonForEveryPackage) {
  const std::string reasons = read(kRoot / "docs/dependencies.md");
  std::vector<std::string> packages = all_matches(read(kRoot / "scripts/packages.txt"), "\n[a-z]+ ([^ #\n]+)");
  EXPECT_GT(packages.size(), 10u);
  const std::string npm = read(kRoot / "package.json");
  const auto from_npm = all_matches(npm.substr(npm.find("devDependencies")), "\"([a-z@/-]+)\": \"[0-9]");
  EXPECT_GT(from_npm.size(), 1u);
  packages.insert(packages.end(), from_npm.begin(), from_npm.end());
  for (const std::string& package : packages) {
    EXPECT_TRUE(std::regex_search(reasons, std::regex("[|,] " + package + "[ ,]")))
        << package << " has no row in docs/dependencies.md";
  }
}

TEST(Documents, HaveLinksThatLeadSomewhere) {
  for (const fs::path& document : documents()) {
    for (const std::string& link : all_matches(read(document), "\\]\\(([^)#]+)[^)]*\\)")) {
      if (link.find("://") != std::string::npos) continue;
      EXPECT_TRUE(fs::exists(document.parent_path() / link)) << document << " leads to " << link;
    }
  }
}

TEST(Documents, IntroduceEachFolderOfTheSource) {
  for (const auto& entry : fs::directory_iterator(kRoot / "src")) {
    if (entry.is_directory()) {
      EXPECT_TRUE(fs::exists(entry.path() / "README.md")) << entry.path();
    }
  }
}

TEST(Documents, NameOnlySettingsAndRoomsThatExist) {
  const std::string settings = read(kRoot / "src/base/settings.h");
  const std::string makefile = read(kRoot / "Makefile");
  for (const fs::path& document : documents()) {
    const std::string text = read(document);
    for (const std::string& name :
         all_matches(text, "`((?:http|data|storage|engine|limits|ceilings|egress|executions|log|auth)\\.[a-z_]+)`")) {
      if (name.ends_with(".cpp") || name.ends_with(".h")) continue;
      EXPECT_NE(settings.find("\"" + name + "\""), std::string::npos) << document << " names the setting " << name;
    }
    for (const std::string& room : all_matches(text, "`make ([a-z]+)[^`]*`")) {
      EXPECT_NE(makefile.find("\n" + room + ":"), std::string::npos) << document << " names `make " << room << "`";
    }
  }
}

}  // namespace
}  // namespace nsl
