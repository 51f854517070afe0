#pragma once
// OwnerRegistry: the owners that share the service, and who works for them. An owner is an account and everything it
// owns; a member is an identity (identities.h) with a role in it. Kept in the database; who is a member of what, in
// memory too, because it is asked with each request.
//
//   NSL_TRY(auto owners, OwnerRegistry::create({database, audit, clock, "dev"}));
//   NSL_TRY(auto made, owners->create_owner(caller, {.name = "acme"}));
//   NSL_TRY(auto member, owners->set_member(caller, "acme", "neo:NPTm…", Role::kOwner));
//
// One owner runs the service: it is always there, and its members can have scopes over the service itself. Everybody else
// manages the members of the own owner only, and to him other owners are not there. Nobody gives a role that may more than
// he does, nor changes a member in one. Changes are recorded in the audit log of the owner, refusals in that of the caller.

#include "audit/audit_log.h"
#include "auth/identities.h"
#include "auth/principal.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/guarded.h"
#include "storage/database.h"

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nsl::auth {

struct Owner {
  std::string name;          // [a-z0-9-]{1,63}
  std::string display_name;  // for people; may be empty
  WallTime created_at;
  std::string created_by;  // "token:NAME", "service"
};

struct NewOwner {
  std::string name{};
  std::string display_name{};
};

struct OwnerMember {
  std::string identity;
  Role role;
  WallTime added_at;
  std::string added_by;  // "token:NAME"
};

// Who asks.
struct OwnerCaller {
  const Principal& principal;
  std::string request;  // id of the API request
};

inline constexpr std::size_t kOwnersMax = 1'000;
inline constexpr std::size_t kMembersMax = 500;  // of one owner
inline constexpr std::size_t kIdentityBytesMax = 512;
inline constexpr std::size_t kDisplayNameMax = 100;  // characters

// Every call but find(), has_members() and reach_of() blocks on the database. Thread-safe.
class OwnerRegistry {
 public:
  // All outlive the registry. `operating` is the owner that runs the service; it is made when it is not there.
  struct Parts {
    storage::Database& database;
    audit::AuditLog& audit;
    const Clock& clock;
    std::string operating;
  };
  static Result<std::unique_ptr<OwnerRegistry>> create(Parts parts);

  // kInvalidName, kConflict (the name is taken), kQuotaExceeded.
  Result<Owner> create_owner(const OwnerCaller& caller, const NewOwner& request);

  // All, in the order of their names.
  Result<std::vector<Owner>> list();

  // kOwnerNotFound, also for those that are not the caller's to see.
  Result<Owner> get(const Principal& caller, std::string_view name);
  Result<std::vector<OwnerMember>> members(const Principal& caller, std::string_view owner);  // by identity

  // Adds a member or changes his role. kOwnerNotFound, kInvalidArgument (no identity), kForbidden (more than the caller may
  // do), kConflict (the last one in the role owner), kQuotaExceeded.
  Result<OwnerMember> set_member(const OwnerCaller& caller, std::string_view owner, std::string_view identity, Role role);

  // kMemberNotFound, otherwise as above.
  Status remove_member(const OwnerCaller& caller, std::string_view owner, std::string_view identity);

  // What the identity is in the owner; with an empty `owner` in the one that it has been a member of for longest, so that
  // nobody gets to work for another by being added there.
  std::optional<Member> find(std::string_view identity, std::string_view owner) const;

  bool has_members() const;  // any owner, any member

  const std::string& operating() const { return parts_.operating; }
  Reach reach_of(std::string_view owner) const { return owner == parts_.operating ? Reach::kService : Reach::kOwner; }

 private:
  struct Membership {
    std::string owner;
    Role role;
    WallTime added_at;
  };
  using Memberships = std::map<std::string, std::vector<Membership>, std::less<>>;  // by identity, oldest first

  explicit OwnerRegistry(Parts parts) : parts_(std::move(parts)) {}
  Status load();
  Result<Owner> insert_owner(const OwnerCaller& caller, const NewOwner& request);
  Result<OwnerMember> put_member(const OwnerCaller& caller, std::string_view owner, std::string_view identity, Role role);
  Status drop_member(const OwnerCaller& caller, std::string_view owner, std::string_view identity);
  Status check_manager(const OwnerCaller& caller, storage::Transaction& transaction, std::string_view owner) const;
  Status check_rank(const Principal& caller, std::string_view owner, Role role) const;
  Status check_owner_stays(storage::Transaction& transaction, std::string_view owner) const;
  void remember(std::string_view identity, Membership membership);
  void forget(std::string_view identity, std::string_view owner);
  Status refused(audit::Event event, const Error& why);

  const Parts parts_;
  std::mutex changing_;  // so that what is in memory follows the database in the same order
  Guarded<Memberships> memberships_;
};

}  // namespace nsl::auth
