#include "vault/providers/pkcs11.h"

#include "vault/providers/pkcs11_message.h"
#include "vault/providers/tpm2.h"
#include "vault/testing/software_tpm.h"
#include "vault/testing/vault_fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace nsl::vault {
namespace {

using ::testing::ElementsAre;
using testing::VaultFixture;

crypto::SecretBytes pin(std::string_view digits) { return crypto::SecretBytes::copy_of(as_bytes(digits)); }

Context place() {
  Context context;
  context.add("vault").add(std::uint64_t{1});
  return context;
}

// A token of SoftHSM in a folder of its own.
class Pkcs11 : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const char* path : {"/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so"}) {
      if (std::filesystem::exists(path)) options_.module = path;
    }
    if (options_.module.empty()) GTEST_SKIP() << "skipped: no softhsm2";
    std::filesystem::create_directory(folder_.file("tokens"));
    std::ofstream(folder_.file("softhsm2.conf"))
        << "directories.tokendir = " << folder_.file("tokens") << "\nlog.level = ERROR\n";
    setenv("SOFTHSM2_CONF", folder_.file("softhsm2.conf").c_str(), 1);
    const int made = std::system(
        "softhsm2-util --init-token --free --label nsl-test --so-pin 87654321 --pin 12345678 > /dev/null 2>&1");
    ASSERT_EQ(made, 0);
  }
  void TearDown() override { unsetenv("SOFTHSM2_CONF"); }

  std::unique_ptr<RootKeyProvider> provider(std::string_view digits = "12345678") const {
    return make_pkcs11_provider(options_, pin(digits)).value();
  }

  storage::testing::TemporaryFolder folder_;
  Pkcs11Options options_{.token = "nsl-test"};
};

TEST_F(Pkcs11, RefusesAWrongPinTokenKeyOrModuleWithTheReason) {
  const auto root_key = crypto::SecretBytes::random(kKeyBytes);
  EXPECT_EQ(provider("11111111")->protect(root_key, place()).error().code, ErrorCode::kForbidden);
  EXPECT_EQ(provider("1")->protect(root_key, place()).error().code, ErrorCode::kForbidden);
  const Bytes kept = provider()->protect(root_key, place()).value();
  options_.key = "another";
  EXPECT_EQ(provider()->recover(kept, place()).error().code, ErrorCode::kUnavailable) << "there is no such key";
  ASSERT_TRUE(provider()->protect(root_key, place()));
  EXPECT_EQ(provider()->recover(kept, place()).error().code, ErrorCode::kForbidden)
      << "there is, but it is another one";
  options_.token = "none";
  EXPECT_EQ(provider()->protect(root_key, place()).error().code, ErrorCode::kUnavailable);
  for (const char* module : {"/nowhere/module.so", "/lib/x86_64-linux-gnu/libc.so.6"}) {
    options_.module = module;
    EXPECT_EQ(provider()->protect(root_key, place()).error().code, ErrorCode::kUnavailable) << module;
  }
}

TEST_F(Pkcs11, GivesARootKeyBackInItsPlaceAndUnchangedOnly) {
  const auto root_key = crypto::SecretBytes::random(kKeyBytes);
  const Bytes kept = provider()->protect(root_key, place()).value();
  EXPECT_EQ(to_hex(provider()->recover(kept, place())->view()), to_hex(root_key.view()));
  EXPECT_FALSE(provider()->recover(kept, Context()));
  for (std::size_t at = 0; at < kept.size(); at += 9) {
    Bytes changed = kept;
    changed[at] ^= 0x01;
    EXPECT_FALSE(provider()->recover(changed, place())) << at;
  }
  EXPECT_FALSE(provider()->recover(ByteView(kept).first(20), place()));
  EXPECT_FALSE(provider()->recover({}, place()));
}

TEST_F(Pkcs11, KeepsAVaultOverRestartsAndRotations) {
  VaultFixture fixture;
  ASSERT_TRUE(fixture.put("KEY", "v"));
  ASSERT_TRUE(fixture.vault->add_provider(fixture.operator_, provider()));
  ASSERT_TRUE(fixture.vault->remove_provider(fixture.operator_, "file"));
  EXPECT_THAT(fixture.vault->status()->providers, ElementsAre("pkcs11"));
  ASSERT_TRUE(fixture.vault->rotate_root_key(fixture.operator_));
  while (*fixture.vault->step()) continue;
  fixture.start();
  EXPECT_EQ(fixture.vault->unseal(fixture.operator_, provider("11111111")).error().code, ErrorCode::kForbidden);
  ASSERT_TRUE(fixture.vault->unseal(fixture.operator_, provider()));
  EXPECT_EQ(fixture.read("KEY"), "v");
}

TEST_F(Pkcs11, AVaultMovesBetweenATokenAndATpm) {
  if (!testing::SoftwareTpm::installed()) GTEST_SKIP() << "skipped: no swtpm";
  const testing::SoftwareTpm tpm(folder_.file("tpm"));
  const auto chip = [&] { return make_tpm2_provider({.device = {.tcti = tpm.tcti()}}).value(); };
  VaultFixture fixture;
  ASSERT_TRUE(fixture.put("KEY", "v"));
  ASSERT_TRUE(fixture.vault->add_provider(fixture.operator_, provider()));
  ASSERT_TRUE(fixture.vault->add_provider(fixture.operator_, chip()));
  ASSERT_TRUE(fixture.vault->remove_provider(fixture.operator_, "file"));
  ASSERT_TRUE(fixture.vault->remove_provider(fixture.operator_, "pkcs11"));
  fixture.start();
  EXPECT_EQ(fixture.vault->unseal(fixture.operator_, provider()).error().code, ErrorCode::kForbidden);
  ASSERT_TRUE(fixture.vault->unseal(fixture.operator_, chip()));
  ASSERT_TRUE(fixture.vault->add_provider(fixture.operator_, provider()));
  ASSERT_TRUE(fixture.vault->remove_provider(fixture.operator_, "tpm2"));
  fixture.start();
  ASSERT_TRUE(fixture.vault->unseal(fixture.operator_, provider()));
  EXPECT_EQ(fixture.read("KEY"), "v");
}

TEST(Pkcs11Process, OneThatDiesOrBabblesIsAnErrorAndNoMore) {
  for (const char* program : {"/bin/false", "/bin/true", "/usr/bin/yes", "/nowhere/program"}) {
    const auto provider =
        make_pkcs11_provider({.module = "/module.so", .token = "t", .program = program}, pin("1")).value();
    EXPECT_EQ(provider->protect(crypto::SecretBytes(32), place()).error().code, ErrorCode::kUnavailable) << program;
  }
}

TEST(Pkcs11Process, OptionsThatCannotBeAreRefused) {
  EXPECT_FALSE(make_pkcs11_provider({.module = "module.so", .token = "t"}, pin("1")));
  EXPECT_FALSE(make_pkcs11_provider({.module = "/m.so", .token = ""}, pin("1")));
  EXPECT_FALSE(make_pkcs11_provider({.module = "/m.so", .token = std::string(33, 't')}, pin("1")));
  EXPECT_FALSE(make_pkcs11_provider({.module = "/m.so", .token = "t"}, {}));
  EXPECT_FALSE(make_pkcs11_provider({.module = "/m.so", .token = "t"}, crypto::SecretBytes(257)));
}

TEST(Pkcs11Message, IsReadAsItWasWrittenAndNotOtherwise) {
  const TokenRequest request{.operation = TokenOperation::kDecrypt,
                             .module = "/m.so",
                             .token = "t",
                             .key = "k",
                             .pin = pin("1234"),
                             .context = {1, 2},
                             .data = crypto::SecretBytes(40)};
  const auto message = to_message(request);
  const auto read = parse_request(message.view());
  ASSERT_TRUE(read);
  EXPECT_EQ(to_hex(to_message(*read).view()), to_hex(message.view()));
  for (std::size_t size = 0; size < message.size(); ++size)
    EXPECT_FALSE(parse_request(message.view().first(size))) << size;
  EXPECT_FALSE(parse_answer({}));
  EXPECT_EQ(as_text(parse_answer(to_message(Result<crypto::SecretBytes>(pin("x"))).view())->view()), "x");
}

}  // namespace
}  // namespace nsl::vault
