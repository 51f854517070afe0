#include "app/service_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace nsl::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<Error> set(Settings& settings, std::vector<std::pair<std::string, std::string>> flags) {
  return load_settings(settings, {.flags = std::move(flags)});
}

TEST(ListenAddress, RefusesWhatIsNoAddressWithPort) {
  for (const char* text : {"", "8480", ":8480", "localhost:8480", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536",
                           "127.0.0.1:-1", "127.0.0.1:80x", "::1:80", "[::1]", "[127.0.0.1]:80", "[::1:80"}) {
    EXPECT_FALSE(parse_listen(text).has_value()) << text;
  }
}

TEST(ListenAddress, KnowsLoopback) {
  EXPECT_TRUE(parse_listen("127.0.0.1:0")->loopback);
  EXPECT_TRUE(parse_listen("127.8.8.8:1")->loopback);
  EXPECT_TRUE(parse_listen("[::1]:65535")->loopback);
  EXPECT_FALSE(parse_listen("0.0.0.0:80")->loopback);
  EXPECT_FALSE(parse_listen("[::]:80")->loopback);
  EXPECT_EQ(parse_listen("[::1]:65535")->address, "::1");
}

TEST(ServerOptions, RefuseCleartextOutsideTheMachineUnlessTheOperatorSaysSo) {
  Settings settings;
  EXPECT_THAT(set(settings, {{"http.listen", "0.0.0.0:80"}}), IsEmpty());
  EXPECT_THAT(server_options(settings).error().message, HasSubstr("there is no TLS"));
  EXPECT_THAT(set(settings, {{"http.allow_cleartext", "true"}}), IsEmpty());
  EXPECT_EQ(server_options(settings)->port, 80);
}

TEST(ServerOptions, RefuseHalfOfTls) {
  Settings settings;
  EXPECT_THAT(set(settings, {{"http.tls_key", "key.pem"}}), IsEmpty());
  EXPECT_THAT(server_options(settings).error().message, HasSubstr("go together"));
}

TEST(ServerOptions, RefuseClientCertificatesThatNobodyCouldCheck) {
  for (const char* mode : {"optional", "required"}) {
    Settings settings;
    EXPECT_THAT(set(settings, {{"http.client_certificates", mode}, {"http.client_ca", "ca.pem"}}), IsEmpty());
    EXPECT_THAT(server_options(settings).error().message, HasSubstr("needs TLS"));
    EXPECT_THAT(set(settings, {{"http.tls_certificate", "a.pem"}, {"http.tls_key", "a.key"}}), IsEmpty());
    EXPECT_TRUE(server_options(settings));
    EXPECT_THAT(set(settings, {{"http.client_ca", ""}}), IsEmpty());
    EXPECT_THAT(server_options(settings).error().message, HasSubstr("needs http.client_ca"));
  }
}

TEST(ServerOptions, RefuseAuthoritiesThatNobodyAsksFor) {
  Settings settings;
  EXPECT_THAT(set(settings, {{"http.client_ca", "ca.pem"}}), IsEmpty());
  EXPECT_EQ(server_options(settings).error().pointer, "http.client_certificates");
  EXPECT_THAT(set(settings, {{"http.client_certificates", "always"}}), ::testing::SizeIs(1));
}

TEST(VaultOptions, RefuseATpmOrPcrsThatCannotBe) {
  Settings settings;
  EXPECT_EQ(vault_options(settings)->tpm2_pcrs, 1u << 7);
  EXPECT_THAT(set(settings, {{"vault.unseal", "tpm2"}}), IsEmpty());
  EXPECT_THAT(vault_options(settings).error().message, HasSubstr("needs vault.tpm2"));
  EXPECT_THAT(set(settings, {{"vault.tpm2", "cmd:sh"}}), IsEmpty());
  EXPECT_FALSE(vault_options(settings));
  EXPECT_THAT(set(settings, {{"vault.tpm2", "device:/dev/tpmrm0"}, {"vault.tpm2_pcrs", "0,23"}}), IsEmpty());
  EXPECT_EQ(vault_options(settings)->tpm2_pcrs, 1u << 23 | 1u);
  for (const char* wrong : {"24", "x", "-1", "7x", ""}) {
    EXPECT_THAT(set(settings, {{"vault.tpm2_pcrs", wrong}}), IsEmpty());
    EXPECT_FALSE(vault_options(settings)) << wrong;
  }
}

TEST(Environment, OfProductionRefusesWhatIsForTryingThingsOut) {
  Settings settings;
  EXPECT_TRUE(check_environment(settings)) << "development takes the defaults";
  EXPECT_THAT(set(settings, {{"service.environment", "production"}}), IsEmpty());
  const auto refused = [&] { return check_environment(settings).error().pointer; };
  EXPECT_EQ(refused(), "vault.unseal");
  EXPECT_THAT(set(settings, {{"vault.key_file", "/media/key/root.key"}}), IsEmpty());
  EXPECT_EQ(refused(), "data.dir");
  EXPECT_THAT(set(settings, {{"data.dir", "/var/lib/nsl"}}), IsEmpty());
  EXPECT_TRUE(check_environment(settings)) << check_environment(settings).error().message;
  for (const char* network : {"127.0.0.0/8", "127.0.0.1", "::1", "0.0.0.0/0", "::/0"}) {
    EXPECT_THAT(set(settings, {{"egress.allow_networks", network}}), IsEmpty());
    EXPECT_EQ(refused(), "egress.allow_networks") << network;
  }
  EXPECT_THAT(set(settings, {{"egress.allow_networks", "10.1.0.0/16"}}), IsEmpty());
  EXPECT_TRUE(check_environment(settings));
  EXPECT_THAT(set(settings, {{"log.level", "off"}}), IsEmpty());
  EXPECT_EQ(refused(), "log.level");
  EXPECT_THAT(set(settings, {{"http.allow_cleartext", "true"}}), IsEmpty());
  EXPECT_EQ(refused(), "http.allow_cleartext");
}

TEST(VaultOptions, RefuseACounterWithoutATpmOrAtAPlaceThatIsNotTheOwners) {
  Settings settings;
  EXPECT_THAT(set(settings, {{"vault.tpm2_counter", "25165824"}}), IsEmpty());
  EXPECT_THAT(vault_options(settings).error().message, HasSubstr("needs vault.tpm2"));
  EXPECT_THAT(set(settings, {{"vault.tpm2", "device:/dev/tpmrm0"}}), IsEmpty());
  EXPECT_EQ(vault_options(settings)->tpm2_counter, 0x0180'0000u);
  EXPECT_THAT(set(settings, {{"vault.tpm2_counter", "20971520"}}), IsEmpty());
  EXPECT_FALSE(vault_options(settings));
}

TEST(Limits, ADefaultAboveItsCeilingIsRefused) {
  Settings settings;
  EXPECT_TRUE(check_limits(settings).has_value());
  EXPECT_THAT(set(settings, {{"ceilings.cpu_ms", "500"}}), IsEmpty());
  EXPECT_THAT(check_limits(settings).error().message,
              HasSubstr("limits.cpu_ms (1 s) is above ceilings.cpu_ms (500 ms)"));
}

TEST(Limits, OfSettingsAreThoseOfTheEngineWhenNothingIsSet) {
  Settings settings;
  EXPECT_EQ(default_limits(settings), engine::Limits{});
  const engine::Ceilings configured = ceilings(settings);
  const engine::Ceilings standard;
  EXPECT_EQ(configured.memory, standard.memory);
  EXPECT_EQ(configured.cpu, standard.cpu);
  EXPECT_EQ(configured.wall, standard.wall);
  EXPECT_EQ(configured.host_calls, standard.host_calls);
  EXPECT_EQ(configured.input, standard.input);
  EXPECT_EQ(configured.output, standard.output);
  EXPECT_EQ(configured.logs, standard.logs);
}

TEST(DevDefaults, AreWeakerThanTheEnvironment) {
  Settings settings;
  apply_dev_defaults(settings);
  EXPECT_THAT(settings.egress_allow_networks.value(), ElementsAre("127.0.0.0/8", "::1/128"));
  EXPECT_THAT(load_settings(settings, {.environment = {{"NSL_EGRESS__ALLOW_NETWORKS", ""}}}), IsEmpty());
  EXPECT_THAT(settings.egress_allow_networks.value(), IsEmpty());
}

TEST(DataFolder, HoldsDatabaseAndTokenUnlessTheyAreElsewhere) {
  Settings settings;
  EXPECT_THAT(set(settings, {{"data.dir", "/d"}}), IsEmpty());
  EXPECT_EQ(database_url(settings), "sqlite:/d/nsl.db");
  EXPECT_EQ(token_file(settings), "/d/token");
  EXPECT_THAT(set(settings, {{"storage.url", "sqlite:/x.db"}, {"auth.token_file", "/t"}}), IsEmpty());
  EXPECT_EQ(database_url(settings), "sqlite:/x.db");
  EXPECT_EQ(token_file(settings), "/t");
}

}  // namespace
}  // namespace nsl::app
