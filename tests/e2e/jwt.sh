#!/usr/bin/env bash
# JSON Web Tokens of an issuer that the operator trusts: who gets in, who does not, and what happens to its keys.
source "$(dirname "$0")/lib.bash"
command -v node >/dev/null || skip "no node"

node "$repository/tests/e2e/jwt_issuer.mjs" issuer.url &
background+=($!)
wait_until 60 test -s issuer.url
issuer=$(cat issuer.url)
token() { curl -sf "$issuer/token?sub=$1&aud=${2:-nsl}&life=${3:-3600}"; }

# Settings that would let in too many are refused.
NSL_AUTH__JWT_ISSUERS=https://id.example.com expect_exit 1 "$NSL" serve --data-dir data --listen 127.0.0.1:0
expect_in "auth.jwt_audience" "$err$out"
NSL_AUTH__JWT_ISSUERS=http://id.example.com NSL_AUTH__JWT_AUDIENCE=nsl expect_exit 1 "$NSL" serve --data-dir data --listen 127.0.0.1:0
expect_in "https" "$err$out"
NSL_AUTH__IDENTITIES="jwt:$issuer#alice=owner" expect_exit 1 "$NSL" serve --data-dir data --listen 127.0.0.1:0
expect_in "auth.jwt_issuers" "$err$out"
expect_exit 0 "$NSL" config explain auth.jwt_issuers
expect_in "Discovery" "$out"

export NSL_AUTH__JWT_ISSUERS=$issuer NSL_AUTH__JWT_AUDIENCE=nsl
export NSL_AUTH__IDENTITIES="jwt:$issuer#alice=developer,jwt:$issuer#*=auditor"
start_service
url=$(sed 's/.*"url":"\([^"]*\)".*/\1/' "$NSL_PROFILE")
as() { NSL_URL=$url NSL_TOKEN=$1 NSL_PROFILE= "$NSL" "${@:2}"; }

# Alice is a developer, everybody else of the issuer an auditor.
alice=$(token alice)
expect_exit 0 as "$alice" whoami
expect_in "jwt:$issuer#alice" "$out"
expect_in "functions:write" "$out"
expect_exit 0 as "$(token bob)" whoami
expect_in "jwt:$issuer#bob" "$out"
case $out in *functions:write*) fail "an auditor may write" ;; esac
expect_exit 4 as "$(token bob)" token create ci --role auditor

# Tokens for others, expired ones and those that were tampered with open nothing.
expect_exit 4 as "$(token alice other)" whoami
expect_in "somebody else" "$err"
expect_exit 4 as "$(token alice nsl -3600)" whoami
expect_in "expired" "$err"
IFS=. read -r head claims signature <<<"$alice"
none=$(printf '{"alg":"none"}' | base64 -w0 | tr -d = | tr '/+' '_-')
for forged in "$none.$claims." "$none.$claims.$signature" "$head.$claims." "$head.$claims.AAAA" \
  "$head.$(printf '{"sub":"root"}' | base64 -w0 | tr -d = | tr '/+' '_-').$signature"; do
  expect_exit 4 as "$forged" whoami
done

# A token of alice makes tokens that do not outlive it; she has no scope for it, the owner's own token has.
expect_exit 4 as "$alice" token create mine --role developer

# In another owner she is what that one has made her, when she says that she works for it.
expect_exit 0 "$NSL" owner create acme
expect_exit 0 "$NSL" owner add-member "jwt:$issuer#alice" --role owner --owner acme
expect_exit 0 as "$alice" whoami
expect_in "owner    dev" "$out"
expect_exit 0 as "$alice" --owner acme whoami
expect_in "owner    acme" "$out"
expect_in "members:write" "$out"
expect_exit 0 as "$alice" --owner acme owner add-member "jwt:$issuer#bob" --role auditor
expect_exit 4 as "$alice" --owner nobody whoami
expect_exit 0 as "$alice" --owner acme owner remove-member "jwt:$issuer#bob"
expect_exit 4 as "$(token bob)" --owner acme whoami

# She signs in from a terminal; what she is given is kept, and shown to nobody.
at_issuer() { NSL_PROFILE= "$NSL" login --url "$url" --issuer "$issuer$1" --client-id "$2"; }
expect_exit 0 at_issuer "" nsl
expect_in "$issuer/activate with the code WDJB-MJHT" "$err"
expect_in "jwt:$issuer#alice" "$out"
expect_equal 600 "$(stat -c %a .config/nsl/profile.json)"
case $out$err in *eyJ*) fail "a token was shown" ;; esac
NSL_PROFILE= expect_exit 0 "$NSL" whoami
rm .config/nsl/profile.json
expect_exit 4 at_issuer "" denied
expect_in "refused at the issuer" "$err"
expect_exit 1 at_issuer /other nsl
expect_in "another issuer's" "$err"
if [ -e .config/nsl/profile.json ]; then fail "a sign-in that failed was kept"; fi

# While the issuer is away, what it said last holds.
curl -sf "$issuer/rotate" >/dev/null
kill "${background[0]}"
expect_exit 0 as "$alice" whoami

# No token is written down.
stop_service TERM
if grep -rqF "$alice" data service.log; then fail "a token is in the data folder or the log"; fi
