#pragma once
// ClientCertificate: whom the certificate of a client stands for, once OpenSSL has found that a trusted authority signed
// it. The name is one text that says what kind it is, so that no two certificates of different people have the same:
//
//   uri:spiffe://example.com/ci        the one URI of the subject's alternative names (RFC 5280 section 4.2.1.6)
//   email:alice@example.com            else the one e-mail address
//   dns:ci.example.com                 else the one DNS name
//   sha256:0123…                       else the digest of the certificate, which a renewed one does not share
//
// The first kind that is there counts. When it is there more than once, or is not 1 to kClientNameMax visible ASCII
// characters, it names nobody for sure, and the digest does. The distinguished name is not looked at: it has many spellings.

#include "base/clock.h"

#include <optional>
#include <string>

struct ssl_st;
struct x509_st;

namespace nsl::net::tls {

// Bytes of a name, its kind not counted: with that it fits into an identity (auth/owners.h).
inline constexpr std::size_t kClientNameMax = 400;

struct ClientCertificate {
  std::string name;
  WallTime valid_until;  // a connection may last for longer
};

ClientCertificate describe(const x509_st& certificate);

// Of the other side of a connection whose handshake is done; nullopt when it has shown none.
std::optional<ClientCertificate> client_certificate_of(const ssl_st& ssl);

}  // namespace nsl::net::tls
