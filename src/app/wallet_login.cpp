#include "app/wallet_login.h"

#include "app/client.h"
#include "app/commands.h"
#include "app/passphrase.h"
#include "app/wallet_store.h"
#include "crypto/random.h"
#include "neo/message/message.h"
#include "neo/types/address.h"

#include <fmt/format.h>

#include <array>

namespace nsl::app {
namespace {

constexpr const char* kCannotSignIn = "cannot sign in";

// "nsl.example.org:8480" of a URL.
std::string_view authority_of(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  return url.substr(0, url.find('/'));
}

bool is_for(std::string_view message, std::string_view domain) {
  return !domain.empty() && message.starts_with(fmt::format("{} asks you to sign in", domain));
}

// Whether the text is one to sign in to the service with, as the account.
Status check_challenge(std::string_view message, const WalletLogin& login, std::string_view address) {
  const std::string_view authority = authority_of(login.url);
  const std::string_view host = authority.substr(0, authority.rfind(':'));
  const bool right_service = login.domain.empty() ? is_for(message, authority) || is_for(message, host)
                                                  : is_for(message, login.domain);
  if (!right_service) {
    return fail(ErrorCode::kForbidden,
                fmt::format("the text to be signed is not for {}, but begins with \"{}\"",
                            login.domain.empty() ? authority : login.domain, message.substr(0, message.find('\n'))));
  }
  if (!message.contains(fmt::format("\n{}\n", address))) {
    return fail(ErrorCode::kForbidden, "the text to be signed is for another account");
  }
  return {};
}

std::string random_salt() {
  std::array<std::uint8_t, 16> bytes;
  crypto::random_bytes(bytes);
  return to_hex(bytes);
}

Result<neo::PrivateKey> unlock_key(const WalletStore& store, const WalletLogin& login,
                               const neo::WalletFile::Account& account) {
  NSL_TRY(const auto passphrase, read_passphrase(login.passphrase_file, AskFor::kOnce));
  return store.unlock(account, passphrase);
}

}  // namespace

Outcome<Profile> log_in_with_wallet(const Program& program, const WalletLogin& login) {
  const auto failed = [](const Error& error) { return std::unexpected(failure_from(error, kCannotSignIn)); };
  const auto store = WalletStore::open(login.wallet);
  if (!store) return failed(store.error());
  const auto account = store->find(login.account);
  if (!account) return failed(account.error());
  const std::string address = neo::to_address((*account)->account);

  Profile profile{.url = login.url, .token = {}, .tls = tls_from_process(), .origin = "nsl login"};
  auto client = ServiceClient::with(profile);
  if (!client) return std::unexpected(client.error());
  const auto challenge = client->call({.method = "POST",
                                       .path = "/v1/sign-in/challenges",
                                       .body = json::serialize(json::object{{"address", address}})},
                                      kCannotSignIn);
  if (!challenge) return std::unexpected(challenge.error());
  const std::string message = text_at(challenge->value, "/message");
  if (const Status good = check_challenge(message, login, address); !good) {
    Failure failure = failure_from(good.error(), kCannotSignIn);
    failure.next = "if the service is known to call itself so: nsl login --domain NAME";
    return std::unexpected(std::move(failure));
  }
  program.console.note(message);

  const auto key = unlock_key(*store, login, **account);
  if (!key) return failed(key.error());
  const std::string salt = random_salt();
  const auto bytes = neo::signed_message(neo::MessageScheme::kClassic, {.text = message, .salt = salt});
  if (!bytes) return failed(bytes.error());
  json::object proof{{"challenge", text_at(challenge->value, "/id")},
                           {"public_key", key->public_key().hex()},
                           {"signature", to_hex(key->sign(*bytes))},
                           {"salt", salt},
                           {"scheme", "classic"}};
  if (!program.owner.empty()) proof["owner"] = program.owner;
  const auto session = client->call({.method = "POST", .path = "/v1/sign-in", .body = json::serialize(proof)}, kCannotSignIn);
  if (!session) return std::unexpected(session.error());
  profile.token = text_at(session->value, "/token");
  return profile;
}

}  // namespace nsl::app
