// Any text as configuration file: either it is taken or every error says something.
#include "base/bytes.h"
#include "base/check.h"
#include "base/settings.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  nsl::Settings settings;
  const std::string text(nsl::as_text({data, size}));
  const auto errors = nsl::load_settings(settings, {.file_name = "nsl.toml", .file_text = text});
  for (const nsl::Error& error : errors) NSL_CHECK(!error.message.empty());
  for (const nsl::AnySetting* setting : settings.all()) NSL_CHECK(!setting->shown_value().empty());
  return 0;
}
