#include "base/settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace nsl {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> messages(const std::vector<Error>& errors) {
  std::vector<std::string> texts;
  for (const Error& error : errors) texts.push_back(error.message);
  return texts;
}

std::vector<std::string> load_file(Settings& settings, std::string text) {
  return messages(load_settings(settings, {.file_name = "nsl.toml", .file_text = std::move(text)}));
}

TEST(Settings, RefusesAnUnknownKeyWithPlaceAndSuggestion) {
  Settings settings;
  EXPECT_THAT(
      load_file(settings, "[http]\nlisten = \"127.0.0.1:1\"\nbody_byte_max = 1024\n"),
      ElementsAre("nsl.toml:3:17: there is no setting \"http.body_byte_max\"; did you mean \"http.body_bytes_max\"?"));
}

TEST(Settings, RefusesAnUnknownKeyFromTheEnvironmentAndFromAFlag) {
  Settings settings;
  const auto errors =
      load_settings(settings, {.environment = {{"NSL_HTTP__LISTENN", "x"}}, .flags = {{"nonsense", "1"}}});
  EXPECT_THAT(messages(errors),
              ElementsAre(HasSubstr("did you mean \"http.listen\"?"), HasSubstr("`nsl config show`")));
}

TEST(Settings, RefusesBrokenTomlWithItsPlace) {
  Settings settings;
  EXPECT_THAT(load_file(settings, "[http\nlisten = 1"), ElementsAre(HasSubstr("nsl.toml:1:")));
  EXPECT_THAT(load_file(settings, "[http]\nlisten = \"a\"\nlisten = \"b\"\n"), ElementsAre(HasSubstr("nsl.toml:3:")));
}

TEST(Settings, TakesCharactersBeyondAsciiInLinesOfCommentAndAsEscapes) {
  Settings settings;
  EXPECT_THAT(load_file(settings, "[\xEF\xBB\xBF,"), ElementsAre(HasSubstr("nsl.toml:1:2: a character beyond ASCII")));
  EXPECT_THAT(load_file(settings, "[data]\ndir = \"\xC3\xA9\"\n"), ElementsAre(HasSubstr("nsl.toml:2:8: a character")));
  EXPECT_THAT(load_file(settings, "# \xC3\xA9\n[data]\ndir = \"\\u00E9\"\n"), IsEmpty());
  EXPECT_EQ(settings.data_dir.value(), "\xC3\xA9");
}

TEST(Settings, RefusesAFileThatIsTooLarge) {
  Settings settings;
  EXPECT_THAT(load_file(settings, std::string(kSettingsFileMax.bytes + 1, '#')),
              ElementsAre(HasSubstr("at most 1 MiB")));
}

TEST(Settings, RefusesAKeyOutsideASection) {
  Settings settings;
  EXPECT_THAT(load_file(settings, "listen = \"127.0.0.1:1\""), ElementsAre(HasSubstr("stands outside a section")));
}

TEST(Settings, RefusesValuesOfAnotherTypeOrOutsideTheirBounds) {
  Settings settings;
  EXPECT_THAT(load_file(settings, "[http]\nlisten = 8080\n"), ElementsAre(HasSubstr("must be text in quotes")));
  EXPECT_THAT(load_file(settings, "[engine]\nworkers = 257\n"), ElementsAre(HasSubstr("outside its bounds, 0 to 256")));
  EXPECT_THAT(load_file(settings, "[engine]\nworkers = -1\n"), ElementsAre(HasSubstr("outside its bounds")));
  EXPECT_THAT(load_file(settings, "[engine]\nworkers = 1.5\n"),
              ElementsAre(HasSubstr("a value of a kind no setting takes")));
  EXPECT_THAT(load_file(settings, "[log]\nlevel = \"loud\"\n"),
              ElementsAre(HasSubstr("none of debug, info, warn, error, off")));
  EXPECT_THAT(load_file(settings, "[egress]\nallow_networks = [1]\n"), ElementsAre(HasSubstr("a value of a kind")));
  EXPECT_THAT(load_file(settings, "[limits]\nwall_ms = 9223372036854775807\n"), ElementsAre(HasSubstr("is too large")));
  EXPECT_THAT(load_file(settings, "[limits]\nwall_ms = -5\n"), ElementsAre(HasSubstr("must not be negative")));
  EXPECT_EQ(settings.engine_workers.value(), 0) << "a refused value must not be taken";
}

TEST(Settings, ReportsEverythingThatIsWrongAtOnce) {
  Settings settings;
  EXPECT_EQ(load_file(settings, "[http]\nlisten = 1\nlisen = 2\n[log]\nlevel = \"loud\"\n").size(), 3u);
}

TEST(Settings, AFlagWinsOverTheEnvironmentWhichWinsOverTheFile) {
  Settings settings;
  const SettingSources sources{.file_name = "nsl.toml",
                               .file_text = "[http]\nlisten = \"f:1\"\n[data]\ndir = \"f\"\n[log]\nlevel = \"warn\"\n",
                               .environment = {{"NSL_HTTP__LISTEN", "e:1"}, {"NSL_DATA__DIR", "e"}, {"PATH", "/bin"}},
                               .flags = {{"http.listen", "flag:1"}}};
  EXPECT_THAT(load_settings(settings, sources), IsEmpty());
  EXPECT_EQ(settings.http_listen.value(), "flag:1");
  EXPECT_EQ(settings.http_listen.origin(), "flag");
  EXPECT_EQ(settings.data_dir.value(), "e");
  EXPECT_EQ(settings.data_dir.origin(), "NSL_DATA__DIR");
  EXPECT_EQ(settings.log_level.value(), "warn");
  EXPECT_EQ(settings.log_level.origin(), "nsl.toml:6:9");
  EXPECT_EQ(settings.log_format.origin(), "default");
}

TEST(Settings, VariablesOfTheClientAreNoSettings) {
  Settings settings;
  EXPECT_THAT(load_settings(settings, {.environment = {{"NSL_URL", "http://x"}, {"NSL_TOKEN", "t"}}}), IsEmpty());
}

TEST(Settings, AmountsAreBareNumbersInTheUnitOfTheNameOrTextWithAUnit) {
  Settings settings;
  EXPECT_THAT(load_file(settings,
                        "[limits]\ncpu_ms = 250\nwall_ms = \"5s\"\nmemory_bytes = \"32MiB\"\noutput_bytes = 4096\n"
                        "[executions]\nretention_days = 7\n"),
              IsEmpty());
  EXPECT_EQ(settings.limits_cpu_ms.value(), std::chrono::milliseconds(250));
  EXPECT_EQ(settings.limits_wall_ms.value(), std::chrono::seconds(5));
  EXPECT_EQ(settings.limits_memory_bytes.value(), 32_MiB);
  EXPECT_EQ(settings.limits_output_bytes.value(), 4_KiB);
  EXPECT_EQ(settings.executions_retention_days.value(), std::chrono::days(7));
}

TEST(Settings, ListsComeFromArraysOrFromTextWithCommas) {
  Settings settings;
  EXPECT_THAT(load_file(settings, "[egress]\nallow_networks = [\"10.0.0.0/8\", \"127.0.0.0/8\"]\n"), IsEmpty());
  EXPECT_THAT(settings.egress_allow_networks.value(), ElementsAre("10.0.0.0/8", "127.0.0.0/8"));
  EXPECT_THAT(load_settings(settings, {.flags = {{"egress.allow_networks", " 10.0.0.0/8 , ::1/128"}}}), IsEmpty());
  EXPECT_THAT(settings.egress_allow_networks.value(), ElementsAre("10.0.0.0/8", "::1/128"));
  EXPECT_THAT(messages(load_settings(settings, {.flags = {{"egress.allow_networks", "a,,b"}}})),
              ElementsAre(HasSubstr("has an empty entry")));
}

TEST(Settings, ASecretIsNotShown) {
  Settings settings;
  EXPECT_EQ(settings.storage_url.shown_value(), "\"\"");
  EXPECT_THAT(load_settings(settings, {.flags = {{"storage.url", "sqlite:///hush"}}}), IsEmpty());
  EXPECT_EQ(settings.storage_url.value(), "sqlite:///hush");
  EXPECT_EQ(settings.storage_url.shown_value(), "(hidden)");
}

TEST(Settings, EveryDefaultIsTakenWhenItIsWrittenOut) {
  Settings settings;
  for (AnySetting* setting : settings.all()) {
    const std::string text = setting->default_text();
    if (text == "\"\"") continue;
    EXPECT_TRUE(setting->set(text, "test").has_value()) << setting->name() << " = " << text;
    EXPECT_EQ(setting->value_text(), text);
  }
}

TEST(Settings, EveryOneIsNamedOnceWithSectionAndHasAnExplanation) {
  Settings settings;
  std::set<std::string_view> names;
  for (const AnySetting* setting : settings.all()) {
    EXPECT_TRUE(names.insert(setting->name()).second) << setting->name() << " stands there twice";
    EXPECT_EQ(std::ranges::count(setting->name(), '.'), 1) << setting->name();
    EXPECT_TRUE(setting->explanation().ends_with('.')) << setting->name();
  }
  EXPECT_EQ(settings.http_body_bytes_max.environment_name(), "NSL_HTTP__BODY_BYTES_MAX");
}

}  // namespace
}  // namespace nsl
