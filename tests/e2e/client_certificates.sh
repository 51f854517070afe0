#!/usr/bin/env bash
# Mutual TLS: a service that asks for client certificates, authorities and certificates made with OpenSSL, and the command
# line as the client. Members get in by certificate alone; strangers, other authorities and expired ones do not.
source "$(dirname "$0")/lib.bash"
command -v openssl >/dev/null || skip "no openssl"

make_authority() { # NAME
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$1" -days 2 -keyout "$1.key" -out "$1.pem" \
    -addext keyUsage=critical,keyCertSign 2>openssl.log || fail "$(cat openssl.log)"
}
make_certificate() { # NAME AUTHORITY USAGE ALTERNATIVE_NAME DAYS
  printf 'extendedKeyUsage=%s\nsubjectAltName=%s\n' "$3" "$4" >"$1.ext"
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$1" -keyout "$1.key" -out "$1.csr" 2>openssl.log &&
    openssl x509 -req -in "$1.csr" -CA "$2.pem" -CAkey "$2.key" -CAcreateserial -days "$5" -extfile "$1.ext" -out "$1.pem" \
      2>openssl.log || fail "$(cat openssl.log)"
}
make_authority servers
make_authority clients
make_authority foreign
make_certificate server servers serverAuth IP:127.0.0.1 2
make_certificate ci clients clientAuth URI:spiffe://example.com/ci 2
make_certificate stranger clients clientAuth DNS:stranger.example.com 2
make_certificate imposter foreign clientAuth URI:spiffe://example.com/ci 2
make_certificate web clients serverAuth URI:spiffe://example.com/ci 2

export NSL_HTTP__TLS_CERTIFICATE=$work/server.pem NSL_HTTP__TLS_KEY=$work/server.key NSL_CA_FILE=servers.pem
start_with() { # MODE
  NSL_HTTP__CLIENT_CERTIFICATES=$1 NSL_HTTP__CLIENT_CA=$work/clients.pem start_service
  url=$(sed 's/.*"url":"\([^"]*\)".*/\1/' "$NSL_PROFILE")
  expect_in https:// "$url"
}
with() { # CERTIFICATE COMMAND…: with that and without a token
  local name=$1
  shift
  NSL_PROFILE='' NSL_URL=$url NSL_CLIENT_CERT=$name.pem NSL_CLIENT_KEY=$name.key "$NSL" "$@"
}

# What cannot be is said before the start.
printf '[http]\nclient_certificates = "required"\n' >nsl.toml
expect_exit 1 "$NSL" config check nsl.toml
expect_in http.client_ca "$out$err"

# Optional: the token works as ever, and makes the certificate a member.
start_with optional
expect_exit 0 "$NSL" whoami
expect_exit 4 with ci whoami
expect_in "mtls:uri:spiffe://example.com/ci is not known here" "$err"
expect_exit 0 "$NSL" owner add-member mtls:uri:spiffe://example.com/ci --role developer --owner dev
expect_exit 0 with ci whoami
expect_in "mtls:uri:spiffe://example.com/ci" "$out"
echo "export default () => 'by certificate';" >hello.js
expect_exit 0 with ci function deploy hello.js
expect_exit 0 with ci invoke hello
expect_in "by certificate" "$out"
expect_exit 4 with ci owner list
expect_exit 0 with ci --show-curl whoami
expect_in "--cert '$work/ci.pem' --key '$work/ci.key'" "$err"
case $err in *Bearer*) fail "a token is shown where there is none: $err" ;; esac

# Who was not signed for by the authority of clients, as a client, gets no connection; who is nobody, an answer.
for name in imposter web; do expect_exit 6 with "$name" whoami; done
expect_exit 4 with stranger whoami
expect_in "mtls:dns:stranger.example.com is not known here" "$err"
expect_exit 0 "$NSL" owner remove-member mtls:uri:spiffe://example.com/ci --owner dev
expect_exit 4 with ci whoami
stop_service TERM
expect_equal 0 "$status"

# Required: the token alone does not get as far as being looked at; both together do.
start_with required
expect_exit 6 "$NSL" whoami
expect_exit 0 env NSL_CLIENT_CERT=stranger.pem NSL_CLIENT_KEY=stranger.key "$NSL" whoami
expect_in dev "$out"
if grep -q 'PRIVATE KEY' service.log; then fail "a key is in the log"; fi
