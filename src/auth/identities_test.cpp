#include "auth/identities.h"

#include <gtest/gtest.h>

namespace nsl::auth {
namespace {

TEST(Identities, LetNobodyInWhoIsNotNamed) {
  EXPECT_FALSE(Identities().find("neo:NPTmAHDxo6Pkyic8Nvu3kwyXoYJCvcCB6i"));
  const auto identities = Identities::parse({"jwt:https://id.example.com#alice=developer"}, "dev").value();
  for (const char* other : {"", "alice", "jwt:https://id.example.com#", "jwt:https://id.example.com#alice2",
                            "jwt:https://id.example.com#Alice", "jwt:https://id.example.com/#alice",
                            "jwt:https://id.example.com#alice=developer", "neo:alice"}) {
    EXPECT_FALSE(identities.find(other)) << other;
  }
}

TEST(Identities, FindThoseWhoAre) {
  const auto identities =
      Identities::parse({"jwt:https://id.example.com#a=b#c=developer", "neo:NPTmAHDxo6Pkyic8Nvu3kwyXoYJCvcCB6i=owner"},
                        "dev")
          .value();
  EXPECT_EQ(identities.find("jwt:https://id.example.com#a=b#c"), (Member{"dev", Role::kDeveloper}));
  EXPECT_EQ(identities.find(wallet_identity("NPTmAHDxo6Pkyic8Nvu3kwyXoYJCvcCB6i")), (Member{"dev", Role::kOwner}));
}

TEST(Identities, CanTakeEverySubjectOfOneIssuer) {
  const auto identities =
      Identities::parse({"jwt:https://id.example.com#*=auditor", "jwt:https://id.example.com#root=owner"}, "dev").value();
  EXPECT_EQ(identities.find(jwt_identity("https://id.example.com", "anybody"))->role, Role::kAuditor);
  EXPECT_EQ(identities.find(jwt_identity("https://id.example.com", "any#body"))->role, Role::kAuditor);
  EXPECT_EQ(identities.find(jwt_identity("https://id.example.com", "root"))->role, Role::kOwner);
  EXPECT_FALSE(identities.find(jwt_identity("https://id.example.org", "anybody")));
}

TEST(Identities, CertificatesAreNamedOneByOne) {
  const std::string digest = "sha256:" + std::string(64, 'a');
  const auto identities =
      Identities::parse({"mtls:uri:spiffe://a/ci=developer", "mtls:dns:*=auditor", "mtls:" + digest + "=admin"}, "dev").value();
  EXPECT_EQ(identities.find(certificate_identity("uri:spiffe://a/ci")), (Member{"dev", Role::kDeveloper}));
  EXPECT_EQ(identities.find(certificate_identity(digest))->role, Role::kAdmin);
  EXPECT_EQ(identities.find(certificate_identity("dns:*"))->role, Role::kAuditor);
  for (const char* other : {"uri:spiffe://a/ci2", "uri:spiffe://A/ci", "dns:a", "uri:dns:*", "email:spiffe://a/ci"}) {
    EXPECT_FALSE(identities.find(certificate_identity(other))) << other;
  }
}

TEST(Identities, SayWhichEntryIsWrong) {
  for (const char* bad : {"", "alice=owner", "jwt:https://id.example.com#alice", "jwt:https://id.example.com#alice=root",
                          "jwt:https://id.example.com=owner", "jwt:#alice=owner", "jwt:https://id.example.com#=owner",
                          "neo:=owner", "neo:=", "=owner", "mtls:=owner", "mtls:uri:=owner", "mtls:ci=owner",
                          "mtls:ip:127.0.0.1=owner", "mtls:sha256:00=owner", "MTLS:dns:ci=owner",
                          "neo:NPTmAHDxo6Pkyic8Nvu3kwyXoYJCvcCB6j=owner"}) {
    const auto parsed = Identities::parse({bad}, "dev");
    ASSERT_FALSE(parsed) << bad;
    EXPECT_EQ(parsed.error().code, ErrorCode::kInvalidArgument);
  }
  EXPECT_FALSE(Identities::parse({"neo:NPTmAHDxo6Pkyic8Nvu3kwyXoYJCvcCB6i=owner", "neo:NPTmAHDxo6Pkyic8Nvu3kwyXoYJCvcCB6i=auditor"}, "dev"));
}

}  // namespace
}  // namespace nsl::auth
