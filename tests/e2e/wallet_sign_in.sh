#!/usr/bin/env bash
# Signing in with a Neo wallet, by command line and by the API, with the account of the development chain.
source "$(dirname "$0")/lib.bash"

dev=Nhfg3TbpwogLvDGVvAvqyThbsHgoSUKwtn
echo dev >passphrase
wallet=(--wallet data/dev-wallet.json --passphrase-file passphrase)
profile=$work/data/profile.json
log_in() { NSL_PROFILE= "$NSL" login --url "$url" --account dev "${wallet[@]}" "$@"; }
service_url() { sed 's/.*"url":"\([^"]*\)".*/\1/' "$profile"; }

# Who is not named by the operator is nobody, whatever he can sign.
start_service
url=$(service_url)
expect_exit 4 log_in
expect_in "neo:$dev is not known here" "$err"
stop_service TERM

NSL_AUTH__IDENTITIES="neo:${dev}x=owner" expect_exit 1 "$NSL" serve --data-dir data --listen 127.0.0.1:0
expect_in "neo:ADDRESS=ROLE" "$err$out"

export NSL_AUTH__IDENTITIES=neo:$dev=developer
start_service
url=$(service_url)
expect_exit 0 log_in
expect_in "asks you to sign in with your Neo account" "$err"
expect_in "session-" "$out"
expect_equal 600 "$(stat -c %a .config/nsl/profile.json)"
as_dev() { NSL_PROFILE= "$NSL" "$@"; }
expect_exit 0 as_dev function list
expect_exit 4 as_dev token list
expect_exit 0 "$NSL" token list
expect_in session- "$out"

# The text must be for the service that is talked to.
expect_exit 4 log_in --domain nsl.example.org
expect_in "not for nsl.example.org" "$err"

# By the API, in another of the wallets' ways; a challenge is good for one try.
challenge() {
  curl -sf "$url/v1/sign-in/challenges" -H 'Content-Type: application/json' -d "{\"address\":\"$dev\"}" >challenge.json
  id=$(sed 's/.*"id":"\([^"]*\)".*/\1/' challenge.json)
  message=$(sed 's/.*"message":"\([^"]*\)".*/\1/' challenge.json)
}
sign() { # SCHEME TEXT
  "$NSL" neo sign-message "$(printf '%b' "$2")" --scheme "$1" --salt 00112233445566778899aabbccddeeff \
    --account dev "${wallet[@]}" --output json >signed.json
  key=$(sed -n 's/.*"publickey": "\([^"]*\)".*/\1/p' signed.json)
  signature=$(sed -n 's/.*"signature": "\([^"]*\)".*/\1/p' signed.json)
}
sign_in() { # prints the status
  curl -s -o reply.json -w '%{http_code}' "$url/v1/sign-in" -H 'Content-Type: application/json' \
    -d "{\"challenge\":\"$id\",\"public_key\":\"$key\",\"signature\":\"$signature\",\"salt\":\"00112233445566778899aabbccddeeff\"}"
}
for scheme in classic plain neoline-v2; do
  challenge
  sign "$scheme" "$message"
  expect_equal 201 "$(sign_in)"
  expect_equal 401 "$(sign_in)"
done
challenge
sign classic "${message/$dev/$dev }"
expect_equal 401 "$(sign_in)"

# It holds over a restart, as long as the operator says so.
stop_service KILL
start_service
url=$(service_url)
token=$(sed 's/.*"token":"\([^"]*\)".*/\1/' .config/nsl/profile.json)
as_session() { NSL_URL=$url NSL_TOKEN=$token NSL_PROFILE= "$NSL" "$@"; }
expect_exit 0 as_session whoami
stop_service TERM
unset NSL_AUTH__IDENTITIES
start_service
url=$(service_url)
expect_exit 4 as_session whoami
expect_exit 0 "$NSL" audit search --action token.revoke
expect_in "neo:$dev" "$out"
stop_service TERM
if grep -rqF "$token" data service.log; then fail "a token is in the data folder or the log"; fi
