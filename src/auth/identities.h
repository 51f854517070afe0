#pragma once
// Identities: people and programs that others vouch for, and whom they stand for here. An identity is a text that says
// who vouches and for whom:
//
//   jwt:https://id.example.com#alice          the subject alice of this issuer of JSON Web Tokens
//   neo:NPTmAHDxo6Pkyic8Nvu3kwyXoYJCvcCB6i    whoever has the key of this Neo address
//   mtls:uri:spiffe://example.com/ci          whoever has the key of a client certificate of this name
//
// Nobody gets in who is not named. "jwt:ISSUER#*" names every subject of an issuer.

#include "auth/roles.h"
#include "base/error.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nsl::auth {

std::string jwt_identity(std::string_view issuer, std::string_view subject);
std::string wallet_identity(std::string_view address);
std::string certificate_identity(std::string_view name);  // of a net::tls::ClientCertificate

// Whether the text is of one of these forms, with an address whose checksum is right.
bool is_identity(std::string_view text);

bool is_certificate_identity(std::string_view text);

// The texts that can name an identity, the most exact one first: itself, and every subject of its issuer.
std::vector<std::string> names_of(std::string_view identity);

// What an identity is here.
struct Member {
  std::string owner;  // the account it works for
  Role role;
  Reach reach = Reach::kService;
  bool operator==(const Member&) const = default;
};

inline Scopes scopes_of(const Member& member) { return scopes_of(member.role, member.reach); }

// What an identity is in this owner, or, when `owner` is empty, in the one it works for unless it says otherwise. Asked
// with each request, so it must be quick; thread-safe; nullopt: nobody there.
using FindMember = std::function<std::optional<Member>(std::string_view identity, std::string_view owner)>;

// What somebody is told who is nobody there. Says nothing about which owners there are.
Error nobody_here(std::string_view identity, std::string_view owner);

// Those that the configuration names, all of one owner. Immutable, so thread-safe.
class Identities {
 public:
  // Entries are "IDENTITY=ROLE". kInvalidArgument says which one is wrong, or is there twice.
  static Result<Identities> parse(const std::vector<std::string>& entries, std::string_view owner);

  std::optional<Member> find(std::string_view identity) const;

 private:
  std::map<std::string, Member, std::less<>> members_;
};

}  // namespace nsl::auth
