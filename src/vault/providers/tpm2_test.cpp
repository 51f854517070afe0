#include "vault/providers/tpm2.h"

#include "vault/providers/passphrase.h"
#include "vault/providers/recovery.h"
#include "vault/testing/software_tpm.h"
#include "vault/testing/vault_fixture.h"
#include "vault/tpm2/message.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

namespace nsl::vault {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::SoftwareTpm;
using testing::VaultFixture;

Context place() {
  Context context;
  context.add("vault").add(std::uint64_t{1});
  return context;
}

class Tpm2Provider : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!SoftwareTpm::installed()) GTEST_SKIP() << "skipped: no swtpm";
    tpm_.emplace(folder_.file("tpm"));
  }

  std::unique_ptr<RootKeyProvider> provider(std::uint32_t pcrs = 1u << 7 | 1u << 4) const {
    return provider_of(*tpm_, pcrs);
  }
  static std::unique_ptr<RootKeyProvider> provider_of(const SoftwareTpm& tpm, std::uint32_t pcrs = 1u << 7) {
    return make_tpm2_provider({.device = {.tcti = tpm.tcti()}, .pcrs = pcrs}).value();
  }

  storage::testing::TemporaryFolder folder_;
  std::optional<SoftwareTpm> tpm_;
  const crypto::SecretBytes root_key_ = crypto::SecretBytes::random(kKeyBytes);
};

TEST_F(Tpm2Provider, GivesARootKeyBackAfterRebootsInItsPlaceOnly) {
  const Bytes kept = provider()->protect(root_key_, place()).value();
  tpm_->reboot();
  const auto again = provider()->recover(kept, place());
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(to_hex(again->view()), to_hex(root_key_.view()));
  EXPECT_EQ(provider()->recover(kept, Context()).error().code, ErrorCode::kVaultDamaged);
}

TEST_F(Tpm2Provider, RefusesWhenAPcrOfThePolicyChangedAndNamesIt) {
  const Bytes kept = provider()->protect(root_key_, place()).value();
  tpm_->extend(8, 1);
  EXPECT_TRUE(provider()->recover(kept, place())) << "PCR 8 is not part of the policy";
  tpm_->extend(4, 1);
  const auto refused = provider()->recover(kept, place());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kForbidden);
  EXPECT_THAT(refused.error().message, HasSubstr("PCR 4 changed"));
  tpm_->reboot();
  EXPECT_TRUE(provider()->recover(kept, place())) << "the old boot chain again";
}

TEST_F(Tpm2Provider, ThePolicyInWhatWasSealedCountsAndNotTheOneConfigured) {
  const Bytes kept = provider(1u << 7)->protect(root_key_, place()).value();
  tpm_->extend(7, 1);
  EXPECT_EQ(provider(1u << 4)->recover(kept, place()).error().code, ErrorCode::kForbidden);
}

TEST_F(Tpm2Provider, RefusesWhatAnotherTpmSealed) {
  const Bytes kept = provider()->protect(root_key_, place()).value();
  const SoftwareTpm other(folder_.file("other"));
  EXPECT_EQ(provider_of(other)->recover(kept, place()).error().code, ErrorCode::kForbidden);
}

TEST_F(Tpm2Provider, AFlippedBitAnywhereIsRefused) {
  const Bytes kept = provider(1u << 7)->protect(root_key_, place()).value();
  // Not in the remembered value of the PCR (bytes 6 to 37), which only words the error.
  for (std::size_t at = 0; at < kept.size(); at += at < 6 ? 1 : 23) {
    if (at >= 6 && at < 38) continue;
    Bytes changed = kept;
    changed[at] ^= 0x01;
    const auto opened = provider()->recover(changed, place());
    ASSERT_FALSE(opened) << at;
    EXPECT_NE(opened.error().code, ErrorCode::kUnavailable) << at << ": " << opened.error().message;
  }
  EXPECT_EQ(provider()->recover({}, place()).error().code, ErrorCode::kVaultDamaged);
  EXPECT_EQ(provider()->recover(ByteView(kept).first(60), place()).error().code, ErrorCode::kVaultDamaged);
}

TEST_F(Tpm2Provider, ADeadOrHangingTpmIsAnErrorAndNoMore) {
  const Bytes kept = provider()->protect(root_key_, place()).value();
  tpm_->hang();
  const auto hasty = make_tpm2_provider({.device = {.tcti = tpm_->tcti(), .timeout = std::chrono::seconds(1)}}).value();
  EXPECT_EQ(hasty->recover(kept, place()).error().code, ErrorCode::kUnavailable);
  tpm_->stop();
  EXPECT_EQ(provider()->recover(kept, place()).error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(provider()->protect(root_key_, place()).error().code, ErrorCode::kUnavailable);
  tpm_->start();
  EXPECT_TRUE(provider()->recover(kept, place()));
}

TEST_F(Tpm2Provider, KeepsAVaultOverRestartsAndRotations) {
  VaultFixture fixture;
  ASSERT_TRUE(fixture.put("KEY", "v"));
  ASSERT_TRUE(fixture.vault->add_provider(fixture.operator_, provider()));
  ASSERT_TRUE(fixture.vault->remove_provider(fixture.operator_, "file"));
  EXPECT_THAT(fixture.vault->status()->providers, ElementsAre("tpm2"));
  ASSERT_TRUE(fixture.vault->rotate_root_key(fixture.operator_));
  while (*fixture.vault->step()) continue;
  fixture.start();
  tpm_->reboot();
  ASSERT_TRUE(fixture.vault->unseal(fixture.operator_, provider()));
  EXPECT_EQ(fixture.read("KEY"), "v");
}

TEST_F(Tpm2Provider, AVaultMovesToAndFromEveryOtherWay) {
  const auto word = [] {
    constexpr crypto::Argon2Cost kCheap{.passes = 1, .memory = crypto::kArgon2MemoryMin};
    return make_passphrase_provider(crypto::SecretBytes::copy_of(as_bytes("correct horse")), kCheap).value();
  };
  VaultFixture fixture;
  ASSERT_TRUE(fixture.put("KEY", "v"));
  const auto moved = [&](std::unique_ptr<RootKeyProvider> to, std::unique_ptr<RootKeyProvider> again,
                         std::string_view from) {
    ASSERT_TRUE(fixture.vault->add_provider(fixture.operator_, std::move(to)));
    ASSERT_TRUE(fixture.vault->remove_provider(fixture.operator_, from));
    fixture.start();
    ASSERT_TRUE(fixture.vault->unseal(fixture.operator_, std::move(again)));
    ASSERT_EQ(fixture.read("KEY"), "v");
  };
  moved(provider(), provider(), "file");
  moved(word(), word(), "tpm2");
  moved(provider(), provider(), "passphrase");
  auto recovery = make_recovery(2, 2).value();
  moved(std::move(recovery.provider), open_recovery(recovery.shares).value(), "tpm2");
  moved(provider(), provider(), "recovery");
}

// The drill after a change of firmware: unseal with another way, add tpm2 again.
TEST_F(Tpm2Provider, AddingItAgainSealsToThePcrsAsTheyAreNow) {
  VaultFixture fixture;
  ASSERT_TRUE(fixture.put("KEY", "v"));
  ASSERT_TRUE(fixture.vault->add_provider(fixture.operator_, provider()));
  tpm_->extend(7, 9);
  fixture.start();
  EXPECT_EQ(fixture.vault->unseal(fixture.operator_, provider()).error().code, ErrorCode::kForbidden);
  EXPECT_EQ(fixture.vault->status()->state, VaultState::kSealed);
  ASSERT_TRUE(fixture.unseal());
  ASSERT_TRUE(fixture.vault->add_provider(fixture.operator_, provider()));
  fixture.start();
  ASSERT_TRUE(fixture.vault->unseal(fixture.operator_, provider()));
  EXPECT_EQ(fixture.read("KEY"), "v");
}

TEST(Tpm2Process, OneThatDiesOrBabblesIsAnErrorAndNoMore) {
  for (const char* program : {"/bin/false", "/bin/true", "/usr/bin/yes", "/nowhere/program"}) {
    const auto provider =
        make_tpm2_provider({.device = {.tcti = "device:/dev/tpmrm0", .program = program}, .pcrs = 1}).value();
    EXPECT_EQ(provider->protect(crypto::SecretBytes(32), place()).error().code, ErrorCode::kUnavailable) << program;
  }
}

TEST(Tpm2Process, OptionsThatCannotBeAreRefused) {
  const auto good = [](std::string tcti, std::uint32_t pcrs) {
    return make_tpm2_provider({.device = {.tcti = std::move(tcti)}, .pcrs = pcrs}).has_value();
  };
  EXPECT_TRUE(good("device:/dev/tpmrm0", 1u << 23));
  EXPECT_FALSE(good("device:/dev/tpmrm0", 0));
  EXPECT_FALSE(good("device:/dev/tpmrm0", 1u << 24));
  for (const char* tcti : {"", "cmd:rm -rf /", "pcap:", "libtpms.so", "device:tpm0"})
    EXPECT_FALSE(good(tcti, 1)) << tcti;
}

TEST(Tpm2Message, IsReadAsItWasWrittenAndNotOtherwise) {
  const Tpm2Request request{.operation = Tpm2Operation::kCount,
                            .device = "device:/dev/tpmrm0",
                            .number = 0x01800100,
                            .data = crypto::SecretBytes(32)};
  const auto message = to_message(request);
  const auto read = parse_tpm2_request(message.view());
  ASSERT_TRUE(read);
  EXPECT_EQ(to_hex(to_message(*read).view()), to_hex(message.view()));
  for (std::size_t size = 0; size < message.size(); ++size)
    EXPECT_FALSE(parse_tpm2_request(message.view().first(size))) << size;

  const Tpm2Blob blob{.pcrs = 0x81, .values = {PcrValue{1}, PcrValue{2}}, .public_area = {3}, .private_area = {4, 5}};
  const Bytes bytes = to_bytes(blob);
  ASSERT_TRUE(parse_tpm2_blob(bytes));
  EXPECT_EQ(to_bytes(*parse_tpm2_blob(bytes)), bytes);
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_FALSE(parse_tpm2_blob(ByteView(bytes).first(size))) << size;
}

}  // namespace
}  // namespace nsl::vault
