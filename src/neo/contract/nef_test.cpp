#include "neo/contract/nef.h"

#include "neo/contract/native.h"
#include "neo/testing/vectors.h"
#include "neo/types/address.h"

namespace nsl::neo {
namespace {

using testing::Vector;
namespace fs = std::filesystem;

Bytes file_bytes(const fs::path& path) {
  const auto content = testing::read_file(path);
  return Bytes(content.begin(), content.end());
}

void check_tokens(const Nef& nef, const json::array& expected) {
  ASSERT_EQ(nef.tokens.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const Vector token(expected[i].as_object());
    EXPECT_EQ(nef.tokens[i].contract.display(), token.text("hash"));
    EXPECT_EQ(nef.tokens[i].method, token.text("method"));
    EXPECT_EQ(nef.tokens[i].parameters, token.number("paramcount"));
    EXPECT_EQ(nef.tokens[i].has_return_value, token.flag("hasreturnvalue"));
    EXPECT_EQ(static_cast<int>(nef.tokens[i].flags), token.number("callflags"));
  }
}

// Of a contract that was deployed, or would be by somebody.
void check_contract_hash(const Vector& vector, const Nef& nef) {
  const auto check = [&](const std::string& sender, const std::string& hash) {
    const auto account = parse_account(sender);
    ASSERT_TRUE(account) << sender;
    const auto name = vector.text("name");
    EXPECT_EQ(contract_hash({*account, nef.checksum(), name}).display(), hash);
  };
  if (vector.has("contractHash")) check(vector.text("sender"), vector.text("contractHash"));
  if (!vector.has("contractHashFor")) return;
  const Vector deployed(vector.at("contractHashFor").as_object());
  check(deployed.text("senderAddress"), deployed.text("hash"));
}

TEST(Nef, OfEveryVectorIsReadAndWritten) {
  NEED_VECTORS("contracts");
  const auto count = testing::walk({.folder = "contracts", .list = "pairs"}, [](const Vector& vector) {
    SCOPED_TRACE(vector.text("nef"));
    const auto file = file_bytes(testing::vectors_folder() / "contracts" / vector.text("nef"));
    const auto nef = Nef::decode(file);
    ASSERT_TRUE(nef) << nef.error().message;
    EXPECT_EQ(nef->encode(), file);
    EXPECT_EQ(nef->checksum(), vector.number("checksum"));
    EXPECT_EQ(nef->compiler, vector.text("compiler"));
    EXPECT_EQ(nef->source, vector.text("sourceUrl"));
    EXPECT_EQ(nef->script.size(), vector.number("scriptLen"));
    check_tokens(*nef, vector.at("tokens").as_array());
    check_contract_hash(vector, *nef);
  });
  EXPECT_GT(count, 0u);
}

// Also those that no index names.
TEST(Nef, OfEveryFileIsReadAndWritten) {
  NEED_VECTORS("contracts");
  for (const auto& path : testing::files("contracts", ".nef")) {
    const auto file = file_bytes(path);
    const auto nef = Nef::decode(file);
    ASSERT_TRUE(nef) << path << ": " << nef.error().message;
    EXPECT_EQ(nef->encode(), file);
  }
}

Nef small_nef() {
  return {.compiler = "test", .source = "here", .tokens = {{.contract = {}, .method = "m"}}, .script = {0x40}};
}

TEST(Nef, WithAnyByteChangedIsRefused) {
  const auto file = small_nef().encode();
  ASSERT_TRUE(Nef::decode(file));
  for (std::size_t i = 0; i < file.size(); ++i) {
    auto changed = file;
    changed[i] ^= 0x01;
    EXPECT_FALSE(Nef::decode(changed)) << i;
  }
}

TEST(Nef, CutOffOrWithMoreBehindItIsRefused) {
  auto file = small_nef().encode();
  for (std::size_t size = 0; size < file.size(); ++size) EXPECT_FALSE(Nef::decode(ByteView(file).first(size))) << size;
  file.push_back(0);
  EXPECT_FALSE(Nef::decode(file));
}

TEST(Nef, WithoutAScriptOrWithAForbiddenTokenIsRefused) {
  auto nef = small_nef();
  nef.script.clear();
  EXPECT_FALSE(Nef::decode(nef.encode()));
  nef = small_nef();
  nef.tokens[0].method = "_deploy";
  EXPECT_FALSE(Nef::decode(nef.encode()));
  nef = small_nef();
  nef.tokens[0].flags = static_cast<CallFlags>(0x10);
  EXPECT_FALSE(Nef::decode(nef.encode()));
}

TEST(NativeContract, OfEveryVectorHasTheRightHash) {
  NEED_VECTORS("contracts");
  const auto count = testing::walk({.folder = "contracts", .list = "contracts"},
                                   [](const Vector& vector) {
                                     const auto* native = find_native(vector.text("name"));
                                     ASSERT_NE(native, nullptr) << vector.text("name");
                                     EXPECT_EQ(native->id, vector.number("id"));
                                     EXPECT_EQ(native->hash.display(), vector.text("hash"));
                                     EXPECT_EQ(find_native(native->hash), native);
                                   });
  EXPECT_GT(count, 0u);
}

TEST(NativeContract, IsNotFoundByAnotherName) {
  EXPECT_EQ(find_native("gastoken"), nullptr);
  EXPECT_EQ(find_native(UInt160{}), nullptr);
}

}  // namespace
}  // namespace nsl::neo
