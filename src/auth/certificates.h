#pragma once
// Certificates of clients (mutual TLS): from what the handshake has checked to a Principal. Whom the trusted authorities
// sign for is somebody; what he may here, his membership says, as with a JSON Web Token.

#include "auth/identities.h"
#include "auth/principal.h"
#include "base/clock.h"
#include "base/error.h"
#include "net/tls/client_certificate.h"

#include <memory>
#include <string_view>

namespace nsl::auth {

// For a request that shows a certificate and nothing else. `owner` is the one that the caller wants to work for; empty:
// the usual one. kUnauthenticated: it has expired since the handshake; kForbidden: its name is nobody here.
Result<std::shared_ptr<const Principal>> authenticate(const net::tls::ClientCertificate& certificate,
                                                      std::string_view owner, const FindMember& find_member,
                                                      const Clock& clock);

// For a request that shows a token too, which alone says what the caller may: rights do not add up. A token that goes back
// to a certificate is good only together with it (RFC 8705 section 3), so that who takes the token has nothing.
// kUnauthenticated otherwise. `certificate` may be null.
Status check_bound(const Principal& principal, const net::tls::ClientCertificate* certificate, const Clock& clock);

}  // namespace nsl::auth
