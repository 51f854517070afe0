#include "net/tls/client_certificate.h"

#include "base/check.h"

#include <fmt/format.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <memory>
#include <string_view>

namespace nsl::net::tls {
namespace {

struct FreeNames {
  void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
};

struct Kind {
  int type;
  std::string_view label;
};
constexpr std::array kKinds{Kind{GEN_URI, "uri"}, Kind{GEN_EMAIL, "email"}, Kind{GEN_DNS, "dns"}};

// With its length: what a NUL cuts short for one reader is another name for the next.
std::string_view text_of(const GENERAL_NAME& name) {
  const ASN1_IA5STRING* const text = name.d.ia5;
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)), static_cast<std::size_t>(ASN1_STRING_length(text))};
}

bool can_be_a_name(std::string_view text) {
  return !text.empty() && text.size() <= kClientNameMax &&
         std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
}

// Empty when no alternative name is good enough.
std::string alternative_name(const X509& certificate) {
  const std::unique_ptr<GENERAL_NAMES, FreeNames> names(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(&certificate, NID_subject_alt_name, nullptr, nullptr)));
  for (const Kind& kind : kKinds) {
    int count = 0;
    std::string_view found;
    for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
      const GENERAL_NAME* const name = sk_GENERAL_NAME_value(names.get(), i);
      if (name->type != kind.type) continue;
      ++count;
      found = text_of(*name);
    }
    if (count == 0) continue;
    return count == 1 && can_be_a_name(found) ? fmt::format("{}:{}", kind.label, found) : "";
  }
  return {};
}

std::string fingerprint(const X509& certificate) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  NSL_CHECK(X509_digest(&certificate, EVP_sha256(), digest.data(), &size) == 1);
  std::string text = "sha256:";
  for (unsigned i = 0; i < size; ++i) text += fmt::format("{:02x}", digest.at(i));
  return text;
}

// A time that cannot be read has passed.
WallTime end_of(const X509& certificate) {
  std::tm civil{};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(&certificate), &civil) != 1) return {};
  return WallTime{std::chrono::seconds{timegm(&civil)}};
}

}  // namespace

ClientCertificate describe(const x509_st& certificate) {
  std::string name = alternative_name(certificate);
  if (name.empty()) name = fingerprint(certificate);
  return {.name = std::move(name), .valid_until = end_of(certificate)};
}

std::optional<ClientCertificate> client_certificate_of(const ssl_st& ssl) {
  const X509* const shown = SSL_get0_peer_certificate(&ssl);
  // The handshake has failed already when the verification has; this is the second lock on the door.
  if (shown == nullptr || SSL_get_verify_result(&ssl) != X509_V_OK) return std::nullopt;
  return describe(*shown);
}

}  // namespace nsl::net::tls
