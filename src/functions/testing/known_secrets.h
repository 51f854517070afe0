#pragma once
// KnownSecrets: a SecretSource without a vault, for tests of what functions can do with secrets: the test says what is
// granted, and sees what was used and refused. It keeps to the rules of SecretSource. For tests only.

#include "base/guarded.h"
#include "functions/secret_source.h"

#include <string>
#include <vector>

namespace nsl::functions::testing {

struct KnownSecret {
  std::string name;
  std::string value;
  std::vector<std::string> hosts{};
  vault::Exposure exposure = vault::Exposure::kValue;
};

struct RecordedUse {
  std::string secret;
  std::string host;
  std::string refusal;  // name of the code; empty: it was allowed
};

class KnownSecrets final : public SecretSource {
 public:
  KnownSecrets(EventLoop& loop, const Guarded<std::vector<KnownSecret>>& known) : loop_(loop), known_(known) {}

  void use(SecretUse use, Done done) override {
    auto result = look_up(use);
    note(use, result ? "" : info(result.error().code).name);
    loop_.post([done = std::move(done), result = std::move(result)]() mutable { done(std::move(result)); });
  }
  void record_refusal(const SecretUse& use, const Error& why) override { note(use, info(why.code).name); }

  std::vector<RecordedUse> recorded() const {
    return recorded_.with([](const auto& uses) { return uses; });
  }

 private:
  Result<UsableSecret> look_up(const SecretUse& use) const {
    return known_.with([&](const auto& known) -> Result<UsableSecret> {
      for (const KnownSecret& secret : known) {
        const bool enough = secret.exposure == vault::Exposure::kValue || use.exposure == vault::Exposure::kReference;
        if (secret.name != use.secret || !enough) continue;
        if (use.exposure == vault::Exposure::kReference && !may_go_to(secret.hosts, use.host)) {
          return fail(ErrorCode::kEgressDenied, "no grant names this host");
        }
        return UsableSecret{
            .name = secret.name,
            .version = 1,
            .value_hash = "hash-of-" + secret.name,
            .hosts = secret.hosts,
            .value = std::make_shared<const crypto::SecretBytes>(crypto::SecretBytes::copy_of(as_bytes(secret.value)))};
      }
      return fail(ErrorCode::kHostCallDenied, "no grant");
    });
  }
  void note(const SecretUse& use, std::string_view refusal) {
    recorded_.with(
        [&](auto& uses) { uses.push_back({.secret = use.secret, .host = use.host, .refusal = std::string(refusal)}); });
  }

  EventLoop& loop_;
  const Guarded<std::vector<KnownSecret>>& known_;
  Guarded<std::vector<RecordedUse>> recorded_;
};

}  // namespace nsl::functions::testing
