#pragma once
// Profile: where the service is and the token for it. `nsl dev` writes one; the client commands look for it.

#include "app/failure.h"
#include "base/error.h"
#include "net/http/client.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace nsl::app {

struct Profile {
  std::string url;  // "http://127.0.0.1:8480", without a slash at the end
  std::string token;
  std::string neo_rpc = {};  // of the development chain; empty: there is none
  net::ClientTls tls = {};   // certificates for a service behind TLS
  std::string origin;        // for people: "NSL_URL" or the file
};

// What the search depends on, so that tests can say what there is.
struct ProfileSearch {
  std::string flag;                          // --profile FILE; empty: not given
  std::optional<std::string> url;            // NSL_URL
  std::optional<std::string> token;          // NSL_TOKEN
  net::ClientTls tls = {};                   // NSL_CA_FILE, NSL_CLIENT_CERT, NSL_CLIENT_KEY
  std::vector<std::filesystem::path> files;  // looked at in this order; the first that exists counts

  static ProfileSearch from_process(std::string flag);
};

// --profile, else NSL_URL (with NSL_TOKEN), else the first file. NSL_TOKEN replaces the token of a file, NSL_CA_FILE
// its authorities, and NSL_CLIENT_CERT (with NSL_CLIENT_KEY) its certificate and key.
Outcome<Profile> find_profile(const ProfileSearch& search);

// NSL_CA_FILE, NSL_CLIENT_CERT and NSL_CLIENT_KEY, as absolute paths so that they can be kept.
net::ClientTls tls_from_process();

// What `nsl login` keeps: ~/.config/nsl/profile.json (XDG_CONFIG_HOME). kInvalidArgument without a home folder.
Result<std::filesystem::path> user_profile_file();

Result<Profile> parse_profile(std::string_view json_text);
std::string to_json(const Profile& profile);

}  // namespace nsl::app
