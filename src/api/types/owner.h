#pragma once
// Owners and their members.

#include "api/patterns.h"
#include "api/schema/field.h"
#include "auth/owners.h"
#include "auth/roles.h"

#include <optional>
#include <string>
#include <vector>

namespace nsl::api {

inline constexpr Field kOwnerNameField = field("name", "Name of the owner.").matching(kOwnerName);
inline constexpr Field kIdentityField =
    field("identity", "Who it is: jwt:ISSUER#SUBJECT, jwt:ISSUER#* for every subject, neo:ADDRESS, or mtls:KIND:NAME.")
        .matching(kIdentity)
        .length(1, auth::kIdentityBytesMax);
inline constexpr Field kRoleField = field("role", "What the member may do.").one_of(auth::kRoleNames);

struct OwnerPath {
  std::string name;
};
BOOST_DESCRIBE_STRUCT(OwnerPath, (), (name))
template <>
inline constexpr auto kShape<OwnerPath> = shape("OwnerPath", "Path of an owner.", kOwnerNameField);

struct MemberPath {
  std::string name;
  std::string identity;
};
BOOST_DESCRIBE_STRUCT(MemberPath, (), (name, identity))
template <>
inline constexpr auto kShape<MemberPath> =
    shape("MemberPath", "Path of a member.", kOwnerNameField, kIdentityField);

struct OwnerRequest {
  std::string name;
  std::optional<std::string> display_name;
};
BOOST_DESCRIBE_STRUCT(OwnerRequest, (), (name, display_name))
inline constexpr Field kDisplayNameField = field("display_name", "Its name for people.");
template <>
inline constexpr auto kShape<OwnerRequest> =
    shape("OwnerRequest", "An owner to be made.", field("name", "Name of the owner; not one that is taken.").matching(kOwnerName),
          kDisplayNameField.matching(kOneLine).length(0, auth::kDisplayNameMax));

struct Owner {
  std::string name;
  std::string display_name;
  std::string created_at;
  std::string created_by;
};
BOOST_DESCRIBE_STRUCT(Owner, (), (name, display_name, created_at, created_by))
template <>
inline constexpr auto kShape<Owner> =
    shape("Owner", "An account and everything it owns.", kOwnerNameField, kDisplayNameField,
          field("created_at", "When it was made (RFC 3339, UTC)."), field("created_by", "Which token it was made with."));

struct OwnerList {
  std::vector<Owner> data;
};
BOOST_DESCRIBE_STRUCT(OwnerList, (), (data))
template <>
inline constexpr auto kShape<OwnerList> = shape("OwnerList", "All owners, by name.", field("data", "The items."));

struct MemberRequest {
  std::string role;
};
BOOST_DESCRIBE_STRUCT(MemberRequest, (), (role))
template <>
inline constexpr auto kShape<MemberRequest> = shape("MemberRequest", "What a member is to be.", kRoleField);

struct Member {
  std::string identity;
  std::string role;
  std::string added_at;
  std::string added_by;
};
BOOST_DESCRIBE_STRUCT(Member, (), (identity, role, added_at, added_by))
template <>
inline constexpr auto kShape<Member> =
    shape("Member", "Somebody who works for an owner.", kIdentityField, kRoleField,
          field("added_at", "When the member was added (RFC 3339, UTC)."),
          field("added_by", "Which token the member was added with."));

struct MemberList {
  std::vector<Member> data;
};
BOOST_DESCRIBE_STRUCT(MemberList, (), (data))
template <>
inline constexpr auto kShape<MemberList> =
    shape("MemberList", "All members of an owner, by identity; not those that the service's settings name.",
          field("data", "The items."));

}  // namespace nsl::api
