#!/usr/bin/env bash
# Tokens by command line: making them, what they open, and that they end.
source "$(dirname "$0")/lib.bash"

export NSL_AUDIT__SIGN_IN_WINDOW_MS=1s
start_service
url=$(sed 's/.*"url":"\([^"]*\)".*/\1/' "$NSL_PROFILE")

# Bad input, one clear problem each.
expect_exit 1 "$NSL" token create CI --role developer
expect_in "1 to 63 characters" "$err"
expect_exit 1 "$NSL" token create ci
expect_in "without a scope" "$err"
expect_exit 2 "$NSL" token create ci --role root
expect_exit 1 "$NSL" token create ci --scopes functions:fly
expect_in "must be one of" "$err"
expect_exit 2 "$NSL" token create ci --role developer --expires soon
expect_in "30d" "$err"
expect_exit 1 "$NSL" token create ci --role developer --from 10.0.0.1/8
expect_in "bits after the prefix" "$err"
expect_exit 3 "$NSL" token revoke ci
expect_in "nsl token list" "$err"

# It opens what its scopes say.
token=$("$NSL" token create ci --scopes functions:read --expires 30d 2>err) || fail "$(cat err)"
expect_in "functions:read" "$(cat err)"
expect_exit 0 "$NSL" token list
expect_in "ci" "$out"
case $out in *"$token"*) fail "a token is listed in the clear" ;; esac
as_ci() { NSL_URL=$url NSL_TOKEN=$token NSL_PROFILE= "$NSL" "$@"; }
expect_exit 0 as_ci function list
expect_exit 4 as_ci secret list
expect_in "secrets:read" "$err"
expect_exit 4 as_ci token create more --role owner
expect_exit 0 as_ci whoami
expect_in "ci" "$out"

# One for another network is of no use here, and one in a file is the reader's alone.
expect_exit 0 "$NSL" token create elsewhere --role developer --from 192.0.2.0/24 --to elsewhere.token
expect_equal 600 "$(stat -c %a elsewhere.token)"
NSL_URL=$url NSL_TOKEN=$(cat elsewhere.token) NSL_PROFILE= expect_exit 4 "$NSL" function list
expect_in "this address" "$err"

# It holds over a restart, even a hard one, until it is revoked.
stop_service KILL
start_service
url=$(sed 's/.*"url":"\([^"]*\)".*/\1/' "$NSL_PROFILE")
expect_exit 0 as_ci function list
expect_exit 0 "$NSL" token revoke ci
expect_exit 4 as_ci function list

# Who was not let in is in the audit log, once for all tries of an address.
not_let_in() { "$NSL" audit search --action sign_in | grep -q 'address:127.0.0.1'; }
wait_until 60 not_let_in
expect_exit 0 "$NSL" audit search --action token.revoke
expect_in "token.revoke" "$out"

# Logging in keeps what the service lets in, and nothing else.
profile=$NSL_PROFILE
unset NSL_PROFILE
expect_exit 4 "$NSL" login --url "$url" --token-file elsewhere.token
[ ! -e .config/nsl/profile.json ] || fail "a token that is refused must not be kept"
NSL_PROFILE=$profile "$NSL" token create me --role developer --to me.token 2>/dev/null
expect_exit 0 "$NSL" login --url "$url" --token-file me.token
expect_equal 600 "$(stat -c %a .config/nsl/profile.json)"
expect_exit 0 "$NSL" whoami
expect_in "me" "$out"
expect_exit 0 "$NSL" logout
expect_exit 6 "$NSL" whoami

# No token is in what the service keeps and writes.
for secret in "$token" "$(cat elsewhere.token)" "$(cat me.token)"; do
  if grep -rqF "$secret" data service.log; then fail "a token is in the data folder or the log"; fi
done
