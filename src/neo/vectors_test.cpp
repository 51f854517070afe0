// That no vector lies there untested: whatever is put into a folder has a shape that one of the tests looks for.
#include "neo/testing/vectors.h"

#include <gmock/gmock.h>

namespace nsl::neo {
namespace {

using testing::Walk;

struct Folder {
  std::string_view name;
  std::vector<Walk> shapes;
};

// What the tests of src/neo, src/neovm and src/devchain walk. Recorded answers of nodes (rpc) are walked whole, whatever
// their form.
std::vector<Folder> folders() {
  return {{"blocks", {{.having = {"genesisBlockHex"}}, {.list = "blocks"}}},
          {"contracts",
           {{.list = "pairs"},
            {.list = "contracts"},
            {.list = "states"},
            {.list = "methods", .having = {"cpuFee"}},
            {.list = "permissions"},
            {.list = "groups"}}},
          {"crypto",
           {{.having = {"privateKey", "signature"}}, {.having = {"syscall"}}, {.having = {"method", "result"}}}},
          {"fees", {{.list = "", .having = {"Execute"}}, {.list = "real"}, {.list = "table"}}},
          {"keys", {{.having = {"address"}, .lacking = {"wif"}}, {.having = {"wif"}}, {.having = {"input"}}}},
          {"messages", {{.having = {"scheme"}}}},
          {"multisig", {{.having = {"publicKeys", "m"}}}},
          {"nep2", {{.having = {"nep2", "passphrase"}}}},
          {"scripts", {{.having = {"op"}}}},
          {"transactions", {{.having = {"raw"}}, {.having = {"kind"}}, {.having = {"value", "hex"}}}},
          {"vm", {{.list = "opcodes"}, {.list = "tests"}}},
          {"wallets", {{.list = "wallets"}, {.list = "accounts"}}}};
}

TEST(Vectors, HaveShapesThatTestsLookFor) {
  for (const auto& folder : folders()) {
    if (!std::filesystem::exists(testing::vectors_folder() / folder.name)) continue;
    EXPECT_THAT(testing::unknown_entries(folder.name, folder.shapes), ::testing::IsEmpty()) << folder.name;
  }
}

TEST(Vectors, StandInFoldersThatTestsLookInto) {
  if (!std::filesystem::exists(testing::vectors_folder())) GTEST_SKIP() << "skipped: no vectors";
  std::vector<std::string> known{"rpc", "LICENSES"};
  for (const auto& folder : folders()) known.emplace_back(folder.name);
  for (const auto& entry : std::filesystem::directory_iterator(testing::vectors_folder())) {
    if (entry.is_directory()) EXPECT_THAT(known, ::testing::Contains(entry.path().filename().string()));
  }
}

}  // namespace
}  // namespace nsl::neo
