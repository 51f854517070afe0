#include "auth/owners.h"

#include "storage/row.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace nsl::auth {
namespace {

using storage::Durability;

struct OwnerRow {
  std::string name;
  std::string display_name;
  std::int64_t created_us;
  std::string created_by;
};
BOOST_DESCRIBE_STRUCT(OwnerRow, (), (name, display_name, created_us, created_by))

struct MemberRow {
  std::string owner;
  std::string identity;
  std::string role;
  std::int64_t added_us;
  std::string added_by;
};
BOOST_DESCRIBE_STRUCT(MemberRow, (), (owner, identity, role, added_us, added_by))

WallTime at(std::int64_t us) { return WallTime{std::chrono::microseconds{us}}; }

Owner owner_of(const OwnerRow& row) {
  return {.name = row.name,
          .display_name = row.display_name,
          .created_at = at(row.created_us),
          .created_by = row.created_by};
}

Result<OwnerMember> member_of(const MemberRow& row) {
  const auto role = parse_role(row.role);
  if (!role) return fail(ErrorCode::kStorageFailed, "The database has a member that cannot be read.");
  return OwnerMember{.identity = row.identity, .role = *role, .added_at = at(row.added_us), .added_by = row.added_by};
}

std::string actor_of(const OwnerCaller& caller) { return fmt::format("token:{}", caller.principal.token_name); }

// Into the chain of `owner`. An actor's name is one of his own owner's, which is said when that is another.
audit::Event change_of(const OwnerCaller& caller, audit::Action action, std::string_view owner, std::string detail) {
  audit::Event event{.action = action, .owner = std::string(owner), .actor = actor_of(caller)};
  event.request = caller.request;
  event.detail = std::move(detail);
  if (owner != caller.principal.owner) event.detail += fmt::format(", by the owner {}", caller.principal.owner);
  return event;
}

bool is_owner_name(std::string_view text) {
  return !text.empty() && text.size() <= 63 &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

Status check_owner(const NewOwner& request) {
  if (!is_owner_name(request.name)) {
    return fail(ErrorCode::kInvalidName, "An owner's name has 1 to 63 characters: a-z, 0-9 and -.", "/name");
  }
  // A character has at most four bytes; the API counts characters.
  if (request.display_name.size() > 4 * kDisplayNameMax) {
    return fail(ErrorCode::kInvalidArgument, "The name for people is too long.", "/display_name");
  }
  return {};
}

Status check_identity(std::string_view identity) {
  const bool printable = std::ranges::all_of(identity, [](char c) { return c > ' ' && c <= '~'; });
  if (printable && identity.size() <= kIdentityBytesMax && is_identity(identity)) return {};
  return fail(ErrorCode::kInvalidArgument, "An identity is written jwt:ISSUER#SUBJECT, neo:ADDRESS or mtls:KIND:NAME.", "/identity");
}

Error no_such_owner() { return {ErrorCode::kOwnerNotFound, "There is no owner of this name.", {}}; }

Result<std::optional<MemberRow>> find_member_row(storage::Transaction& transaction, std::string_view owner,
                                                 std::string_view identity) {
  return transaction.find<MemberRow>("SELECT " + storage::columns<MemberRow>() +
                                         " FROM members WHERE owner = :owner AND identity = :identity",
                                     owner, identity);
}

Result<bool> has_owner(storage::Transaction& transaction, std::string_view name) {
  NSL_TRY(const auto found, transaction.find<std::string>("SELECT name FROM owners WHERE name = :name", name));
  return found.has_value();
}

}  // namespace

Result<std::unique_ptr<OwnerRegistry>> OwnerRegistry::create(Parts parts) {
  std::unique_ptr<OwnerRegistry> registry(new OwnerRegistry(std::move(parts)));
  NSL_TRY_VOID(registry->load());
  return registry;
}

Status OwnerRegistry::load() {
  NSL_TRY(auto transaction, parts_.database.write(Durability::kOnDisk));
  NSL_TRY(const bool there, has_owner(transaction, parts_.operating));
  if (!there) {
    const OwnerRow row{.name = parts_.operating,
                       .display_name = {},
                       .created_us = parts_.clock.wall().time_since_epoch().count(),
                       .created_by = "service"};
    NSL_TRY_VOID(transaction.execute_with(storage::insert_into<OwnerRow>("owners"), storage::values_of(row)));
  }
  NSL_TRY(const auto rows, transaction.query<MemberRow>("SELECT " + storage::columns<MemberRow>() + " FROM members"));
  NSL_TRY_VOID(transaction.commit());
  for (const MemberRow& row : rows) {
    NSL_TRY(const OwnerMember member, member_of(row));
    remember(row.identity, {.owner = row.owner, .role = member.role, .added_at = member.added_at});
  }
  return {};
}

Result<Owner> OwnerRegistry::create_owner(const OwnerCaller& caller, const NewOwner& request) {
  auto made = insert_owner(caller, request);
  if (!made) {
    NSL_TRY_VOID(refused(change_of(caller, audit::Action::kOwnerCreate, caller.principal.owner,
                                   fmt::format("owner {}", request.name)),
                         made.error()));
  }
  return made;
}

Result<Owner> OwnerRegistry::insert_owner(const OwnerCaller& caller, const NewOwner& request) {
  NSL_TRY_VOID(check_owner(request));
  const OwnerRow row{.name = request.name,
                     .display_name = request.display_name,
                     .created_us = parts_.clock.wall().time_since_epoch().count(),
                     .created_by = actor_of(caller)};
  NSL_TRY(auto transaction, parts_.database.write(Durability::kOnDisk));
  NSL_TRY(const bool taken, has_owner(transaction, row.name));
  if (taken) return fail(ErrorCode::kConflict, "There is an owner of this name.", "/name");
  NSL_TRY(const auto count, transaction.find<std::int64_t>("SELECT COUNT(*) FROM owners"));
  if (count.value_or(0) >= static_cast<std::int64_t>(kOwnersMax)) {
    return fail(ErrorCode::kQuotaExceeded, fmt::format("There are {} owners, as many as there may be.", kOwnersMax));
  }
  NSL_TRY_VOID(transaction.execute_with(storage::insert_into<OwnerRow>("owners"), storage::values_of(row)));
  NSL_TRY_VOID(parts_.audit.append(transaction, change_of(caller, audit::Action::kOwnerCreate, caller.principal.owner,
                                                          fmt::format("owner {}", row.name))));
  NSL_TRY_VOID(transaction.commit());
  return owner_of(row);
}

Result<std::vector<Owner>> OwnerRegistry::list() {
  NSL_TRY(auto transaction, parts_.database.read());
  NSL_TRY(const auto rows, transaction.query<OwnerRow>("SELECT " + storage::columns<OwnerRow>() +
                                                       " FROM owners ORDER BY name"));
  std::vector<Owner> owners;
  for (const OwnerRow& row : rows) owners.push_back(owner_of(row));
  return owners;
}

Result<Owner> OwnerRegistry::get(const Principal& caller, std::string_view name) {
  if (caller.owner != name && !caller.scopes.has(Scope::kOwnersRead)) return std::unexpected(no_such_owner());
  NSL_TRY(auto transaction, parts_.database.read());
  NSL_TRY(const auto row, transaction.find<OwnerRow>(
                              "SELECT " + storage::columns<OwnerRow>() + " FROM owners WHERE name = :name", name));
  if (!row) return std::unexpected(no_such_owner());
  return owner_of(*row);
}

Result<std::vector<OwnerMember>> OwnerRegistry::members(const Principal& caller, std::string_view owner) {
  NSL_TRY_VOID(get(caller, owner));
  NSL_TRY(auto transaction, parts_.database.read());
  NSL_TRY(const auto rows,
          transaction.query<MemberRow>(
              "SELECT " + storage::columns<MemberRow>() + " FROM members WHERE owner = :owner ORDER BY identity", owner));
  std::vector<OwnerMember> members;
  for (const MemberRow& row : rows) {
    NSL_TRY(members.emplace_back(), member_of(row));
  }
  return members;
}

Status OwnerRegistry::check_manager(const OwnerCaller& caller, storage::Transaction& transaction,
                                    std::string_view owner) const {
  const Principal& principal = caller.principal;
  if (principal.owner != owner && !principal.scopes.has(Scope::kOwnersWrite)) return std::unexpected(no_such_owner());
  NSL_TRY(const bool there, has_owner(transaction, owner));
  if (!there) return std::unexpected(no_such_owner());
  // It would let somebody in from anywhere.
  if (!principal.networks.empty()) {
    return fail(ErrorCode::kForbidden, "A token that is bound to networks changes no members.");
  }
  return {};
}

// Nobody gives what he has not, nor takes it from somebody else.
Status OwnerRegistry::check_rank(const Principal& caller, std::string_view owner, Role role) const {
  const Scopes scopes = scopes_of(role, reach_of(owner));
  for (const Scope scope : kAllScopes) {
    if (scopes.has(scope) && !caller.scopes.has(scope)) {
      return fail(ErrorCode::kForbidden,
                  fmt::format("The role {} has the scope {}, which your own token lacks.", to_string(role),
                              to_string(scope)),
                  "/role");
    }
  }
  return {};
}

// The owner that runs the service has its token file, and those that the settings name.
Status OwnerRegistry::check_owner_stays(storage::Transaction& transaction, std::string_view owner) const {
  if (owner == parts_.operating) return {};
  NSL_TRY(const auto count,
          transaction.find<std::int64_t>("SELECT COUNT(*) FROM members WHERE owner = :owner AND role = :role", owner,
                                         to_string(Role::kOwner)));
  if (count.value_or(0) > 1) return {};
  return fail(ErrorCode::kConflict, "This is the last member in the role owner; make another one owner first.");
}

Result<OwnerMember> OwnerRegistry::set_member(const OwnerCaller& caller, std::string_view owner,
                                              std::string_view identity, Role role) {
  auto member = put_member(caller, owner, identity, role);
  if (!member) {
    NSL_TRY_VOID(refused(change_of(caller, audit::Action::kMemberSet, caller.principal.owner,
                                   fmt::format("{} as {} of {}", identity, to_string(role), owner)),
                         member.error()));
  }
  return member;
}

Result<OwnerMember> OwnerRegistry::put_member(const OwnerCaller& caller, std::string_view owner,
                                              std::string_view identity, Role role) {
  const std::lock_guard lock(changing_);
  NSL_TRY(auto transaction, parts_.database.write(Durability::kOnDisk));
  NSL_TRY_VOID(check_manager(caller, transaction, owner));
  NSL_TRY_VOID(check_identity(identity));
  NSL_TRY_VOID(check_rank(caller.principal, owner, role));
  MemberRow row{.owner = std::string(owner),
                .identity = std::string(identity),
                .role = std::string(to_string(role)),
                .added_us = parts_.clock.wall().time_since_epoch().count(),
                .added_by = actor_of(caller)};
  NSL_TRY(const auto before, find_member_row(transaction, owner, identity));
  if (before) {
    NSL_TRY(const OwnerMember present, member_of(*before));
    NSL_TRY_VOID(check_rank(caller.principal, owner, present.role));
    if (present.role == role) return present;
    if (present.role == Role::kOwner) NSL_TRY_VOID(check_owner_stays(transaction, owner));
    row.added_us = before->added_us;
    row.added_by = before->added_by;
    NSL_TRY_VOID(transaction.execute("UPDATE members SET role = :role WHERE owner = :owner AND identity = :identity",
                                     row.role, owner, identity));
  } else {
    NSL_TRY(const auto count,
            transaction.find<std::int64_t>("SELECT COUNT(*) FROM members WHERE owner = :owner", owner));
    if (count.value_or(0) >= static_cast<std::int64_t>(kMembersMax)) {
      return fail(ErrorCode::kQuotaExceeded, fmt::format("An owner has at most {} members.", kMembersMax));
    }
    NSL_TRY_VOID(transaction.execute_with(storage::insert_into<MemberRow>("members"), storage::values_of(row)));
  }
  NSL_TRY_VOID(parts_.audit.append(transaction, change_of(caller, audit::Action::kMemberSet, owner,
                                                          fmt::format("{} as {}", identity, row.role))));
  NSL_TRY_VOID(transaction.commit());
  remember(identity, {.owner = row.owner, .role = role, .added_at = at(row.added_us)});
  return member_of(row);
}

Status OwnerRegistry::remove_member(const OwnerCaller& caller, std::string_view owner, std::string_view identity) {
  const Status removed = drop_member(caller, owner, identity);
  if (!removed) {
    NSL_TRY_VOID(refused(change_of(caller, audit::Action::kMemberRemove, caller.principal.owner,
                                   fmt::format("{} of {}", identity, owner)),
                         removed.error()));
  }
  return removed;
}

Status OwnerRegistry::drop_member(const OwnerCaller& caller, std::string_view owner, std::string_view identity) {
  const std::lock_guard lock(changing_);
  NSL_TRY(auto transaction, parts_.database.write(Durability::kOnDisk));
  NSL_TRY_VOID(check_manager(caller, transaction, owner));
  NSL_TRY(const auto row, find_member_row(transaction, owner, identity));
  if (!row) return fail(ErrorCode::kMemberNotFound, "The owner has no such member.");
  NSL_TRY(const OwnerMember present, member_of(*row));
  NSL_TRY_VOID(check_rank(caller.principal, owner, present.role));
  if (present.role == Role::kOwner) NSL_TRY_VOID(check_owner_stays(transaction, owner));
  NSL_TRY_VOID(
      transaction.execute("DELETE FROM members WHERE owner = :owner AND identity = :identity", owner, identity));
  NSL_TRY_VOID(parts_.audit.append(
      transaction, change_of(caller, audit::Action::kMemberRemove, owner, fmt::format("{}", identity))));
  NSL_TRY_VOID(transaction.commit());
  forget(identity, owner);
  return {};
}

// In one step: a member whose role changes is a member all the time.
void OwnerRegistry::remember(std::string_view identity, Membership membership) {
  memberships_.with([&](Memberships& all) {
    auto& own = all[std::string(identity)];
    std::erase_if(own, [&](const Membership& other) { return other.owner == membership.owner; });
    const auto older = [&](const Membership& other) {
      return std::tie(other.added_at, other.owner) < std::tie(membership.added_at, membership.owner);
    };
    own.insert(std::ranges::partition_point(own, older), membership);
  });
}

void OwnerRegistry::forget(std::string_view identity, std::string_view owner) {
  memberships_.with([&](Memberships& all) {
    const auto own = all.find(identity);
    if (own == all.end()) return;
    std::erase_if(own->second, [&](const Membership& membership) { return membership.owner == owner; });
    if (own->second.empty()) all.erase(own);
  });
}

std::optional<Member> OwnerRegistry::find(std::string_view identity, std::string_view owner) const {
  return memberships_.with([&](const Memberships& all) -> std::optional<Member> {
    for (const std::string& named : names_of(identity)) {
      const auto own = all.find(named);
      if (own == all.end()) continue;
      for (const Membership& membership : own->second) {
        if (!owner.empty() && membership.owner != owner) continue;
        return Member{.owner = membership.owner, .role = membership.role, .reach = reach_of(membership.owner)};
      }
    }
    return std::nullopt;
  });
}

bool OwnerRegistry::has_members() const {
  return memberships_.with([](const Memberships& all) { return !all.empty(); });
}

Status OwnerRegistry::refused(audit::Event event, const Error& why) {
  event.refusal = why.code;
  return parts_.audit.record(std::move(event));
}

}  // namespace nsl::auth
