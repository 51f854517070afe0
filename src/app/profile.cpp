#include "app/profile.h"

#include "app/files.h"
#include "base/json.h"

#include <fmt/format.h>

#include <cstdlib>

namespace nsl::app {
namespace {

constexpr ByteCount kProfileMax = 64_KiB;
constexpr std::string_view kStartHint = "start a service with `make up` or `nsl dev`, or set NSL_URL and NSL_TOKEN";

std::optional<std::string> variable(const char* name) {
  const char* text = std::getenv(name);
  if (text == nullptr || *text == '\0') return std::nullopt;
  return text;
}

std::string without_slash(std::string url) {
  while (url.ends_with('/')) url.pop_back();
  return url;
}

Outcome<Profile> load(const std::filesystem::path& path) {
  const auto text = read_file(path, kProfileMax);
  auto profile = text ? parse_profile(*text) : Result<Profile>(std::unexpected(text.error()));
  if (profile) {
    profile->origin = path.string();
    return *std::move(profile);
  }
  return std::unexpected(Failure{.exit = Exit::kUnavailable,
                                 .what = fmt::format("cannot use the profile {}", path.string()),
                                 .why = profile.error().message,
                                 .next = std::string(kStartHint)});
}

}  // namespace

ProfileSearch ProfileSearch::from_process(std::string flag) {
  ProfileSearch search{
      .flag = std::move(flag), .url = variable("NSL_URL"), .token = variable("NSL_TOKEN"), .tls = tls_from_process(),
      .files = {}};
  if (search.flag.empty()) search.flag = variable("NSL_PROFILE").value_or("");
  search.files.emplace_back(".nsl/profile.json");
  const auto home = variable("HOME");
  if (home) search.files.emplace_back(*home + "/.nsl/profile.json");
  if (const auto config = variable("XDG_CONFIG_HOME")) search.files.emplace_back(*config + "/nsl/profile.json");
  else if (home) search.files.emplace_back(*home + "/.config/nsl/profile.json");
  return search;
}

Outcome<Profile> find_profile(const ProfileSearch& search) {
  std::optional<std::filesystem::path> file;
  if (!search.flag.empty()) file = search.flag;
  if (!file && search.url) {
    return Profile{.url = without_slash(*search.url), .token = search.token.value_or(""), .tls = search.tls,
                   .origin = "NSL_URL"};
  }
  for (const auto& candidate : search.files) {
    std::error_code ignored;
    if (!file && std::filesystem::exists(candidate, ignored)) file = candidate;
  }
  if (!file) {
    return std::unexpected(
        Failure{.exit = Exit::kUnavailable,
                .what = "no service is known",
                .why = "NSL_URL is not set and there is no .nsl/profile.json here or in your home folder",
                .next = std::string(kStartHint)});
  }
  auto profile = load(*file);
  if (profile && search.token) profile->token = *search.token;
  if (profile && !search.tls.ca_file.empty()) profile->tls.ca_file = search.tls.ca_file;
  if (profile && !search.tls.certificate_file.empty()) {
    profile->tls.certificate_file = search.tls.certificate_file;
    profile->tls.key_file = search.tls.key_file;
  }
  return profile;
}

net::ClientTls tls_from_process() {
  const auto file = [](const char* name) {
    const auto path = variable(name);
    std::error_code ignored;
    return path ? std::filesystem::absolute(*path, ignored).string() : std::string();
  };
  return {.ca_file = file("NSL_CA_FILE"), .certificate_file = file("NSL_CLIENT_CERT"), .key_file = file("NSL_CLIENT_KEY")};
}

Result<std::filesystem::path> user_profile_file() {
  const auto home = variable("HOME");
  const auto config = variable("XDG_CONFIG_HOME");
  if (!home && !config) return fail(ErrorCode::kInvalidArgument, "neither HOME nor XDG_CONFIG_HOME is set");
  const auto folder = std::filesystem::path(config ? *config : *home + "/.config") / "nsl";
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return fail(ErrorCode::kUnavailable, fmt::format("cannot make {}: {}", folder.string(), error.message()));
  return folder / "profile.json";
}

Result<Profile> parse_profile(std::string_view json_text) {
  NSL_TRY(const json::value parsed, json::parse(json_text));
  const json::object* object = parsed.if_object();
  const auto text = [&](std::string_view name) -> std::string {
    const json::value* member = object == nullptr ? nullptr : object->if_contains(name);
    return member != nullptr && member->is_string() ? std::string(json::view(member->get_string())) : "";
  };
  Profile profile{.url = without_slash(text("url")), .token = text("token"), .origin = {}};
  if (const json::value* neo = object == nullptr ? nullptr : object->if_contains("neo");
      neo != nullptr && neo->is_object()) {
    const json::value* rpc = neo->get_object().if_contains("rpc");
    if (rpc != nullptr && rpc->is_string()) profile.neo_rpc = json::view(rpc->get_string());
  }
  profile.tls = {.ca_file = text("ca_file"), .certificate_file = text("client_cert"), .key_file = text("client_key")};
  if (profile.url.empty()) return fail(ErrorCode::kInvalidArgument, "it has no \"url\"");
  return profile;
}

std::string to_json(const Profile& profile) {
  json::object out{{"url", profile.url}, {"token", profile.token}};
  if (!profile.neo_rpc.empty()) out["neo"] = json::object{{"rpc", profile.neo_rpc}};
  for (const auto& [name, file] : {std::pair{"ca_file", &profile.tls.ca_file},
                                   std::pair{"client_cert", &profile.tls.certificate_file},
                                   std::pair{"client_key", &profile.tls.key_file}}) {
    if (!file->empty()) out[name] = *file;
  }
  return json::serialize(out) + "\n";
}

}  // namespace nsl::app
