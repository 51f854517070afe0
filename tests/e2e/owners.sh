#!/usr/bin/env bash
# Two owners share a service: members of the second are added, sign in with their wallets, work apart from the first,
# and are out the moment they are removed.
source "$(dirname "$0")/lib.bash"

echo secret-of-the-wallet >passphrase
wallet=(--passphrase-file passphrase)
for name in alice bob; do "$NSL" wallet create "$name" --passphrase-file passphrase --output json >"$name.json"; done
address_of() { sed -n 's/.*"address": *"\([^"]*\)".*/\1/p' "$1.json" | head -n 1; }
alice=neo:$(address_of alice)
bob=neo:$(address_of bob)
[ "$alice" != neo: ] || fail "no address in $(cat alice.json)"

start_service
url=$(sed 's/.*"url":"\([^"]*\)".*/\1/' "$NSL_PROFILE")
log_in() { NSL_PROFILE= "$NSL" login --url "$url" "${wallet[@]}" "$@"; }
as() { # NAME COMMAND…: with the session that NAME keeps
  local who=$1
  shift
  NSL_PROFILE= NSL_URL=$url NSL_TOKEN=$(cat "$who.token") "$NSL" "$@"
}
keep() { sed 's/.*"token":"\([^"]*\)".*/\1/' .config/nsl/profile.json >"$1.token"; }

# Nobody yet.
expect_exit 4 log_in --account alice
expect_in "$alice is not known here" "$err"

expect_exit 0 "$NSL" owner create acme --display-name "Acme Oracles"
expect_in "Acme Oracles" "$out"
expect_in "--role owner --owner acme" "$err"
expect_exit 1 "$NSL" owner create acme
expect_exit 0 "$NSL" owner list
expect_in acme "$out"
expect_in dev "$out"
expect_exit 3 "$NSL" owner show nobody
expect_exit 1 "$NSL" owner add-member neo:nobody --role owner --owner acme
expect_exit 0 "$NSL" owner add-member "$alice" --role owner --owner acme

# Alice signs in and works for acme, whose things are its own.
expect_exit 0 log_in --account alice
expect_in "owner    acme" "$out"
expect_in "role     owner" "$out"
keep alice
echo "export default () => 'of acme';" >hello.js
expect_exit 0 as alice function deploy hello.js
expect_exit 0 as alice invoke hello
expect_in "of acme" "$out"
expect_exit 3 "$NSL" invoke hello
expect_exit 0 "$NSL" function list
case $out in *hello*) fail "dev sees the function of acme" ;; esac

printf of-acme >value.txt
expect_exit 0 as alice secret set KEY --file value.txt
expect_exit 0 as alice secret reveal KEY --reason test
expect_equal of-acme "$out"
expect_exit 3 "$NSL" secret show KEY

# She manages the members of acme and sees nothing of the service or of other owners.
expect_exit 4 as alice owner list
expect_exit 4 as alice owner create mine
expect_exit 4 as alice vault status
expect_exit 3 as alice owner members dev
expect_exit 3 as alice owner add-member "$alice" --role owner --owner dev
expect_exit 1 as alice owner remove-member "$alice"
expect_in "last member in the role owner" "$err"
expect_exit 0 as alice owner add-member "$bob" --role admin
expect_exit 0 as alice owner members
expect_in "$bob" "$out"
expect_exit 0 as alice owner show
expect_in "Acme Oracles" "$out"

# An admin climbs no higher.
expect_exit 0 log_in --account bob
keep bob
expect_exit 4 as bob owner add-member "$bob" --role owner
expect_in "secrets:reveal" "$err"
expect_exit 4 as bob owner add-member "$alice" --role auditor
expect_exit 4 as bob owner remove-member "$alice"
expect_exit 0 as bob whoami
expect_in "role     admin" "$out"

# A member of two owners chooses; the first one stays the usual one.
expect_exit 0 "$NSL" owner add-member "$bob" --role auditor
expect_exit 0 log_in --account bob
expect_in "owner    acme" "$out"
expect_exit 0 log_in --account bob --owner dev
expect_in "owner    dev" "$out"
expect_in "role     auditor" "$out"
keep bob-of-dev
expect_exit 4 log_in --account bob --owner nobody
expect_in "no member of the owner" "$err"
expect_exit 0 as bob-of-dev owner list
expect_exit 0 as bob-of-dev --owner dev whoami
expect_exit 4 as bob-of-dev --owner acme whoami
expect_exit 0 as bob --owner acme --show-curl whoami
expect_in "NSL-Owner: acme" "$err"
expect_exit 2 "$NSL" --owner 'a b' whoami

# What acme may use is for dev to say; acme sees it, and is kept to it.
expect_exit 4 as alice owner quota --concurrent 9
expect_exit 0 "$NSL" owner quota acme --concurrent 3 --cpu-seconds 1
expect_in "of 3" "$out"
expect_exit 0 as alice owner quota
expect_in "of 1 s" "$out"
echo 'export default () => { for (;;); }' >burn.js
expect_exit 0 as alice function deploy burn.js
expect_exit 1 as alice invoke burn
expect_exit 1 as alice invoke hello
expect_in "computing time of this month" "$err"
expect_exit 2 "$NSL" owner quota acme --stored 12apples
expect_exit 0 "$NSL" owner quota acme --cpu-seconds 0 --stored 1KiB --functions 2
expect_in "of 1 KiB" "$out"
expect_in "2 of 2" "$out"
expect_exit 1 as alice invoke hello "\"$(head -c 2000 /dev/zero | tr '\0' a)\""
expect_in "bytes stored" "$err"
expect_exit 0 "$NSL" owner quota acme --stored 1MiB
expect_exit 1 as alice function deploy burn.js --name third
expect_in "2 functions" "$err"
expect_exit 0 "$NSL" owner quota acme --standard
expect_in "as every owner" "$out"
expect_exit 0 as alice invoke hello

# Removed, he is out at once, with all that he made of it, and nowhere else.
expect_exit 0 as bob token create of-bob --scopes functions:read --expires 1h --to of-bob.token
expect_exit 0 as of-bob function list
expect_exit 0 as alice owner remove-member "$bob"
expect_exit 4 as bob whoami
expect_exit 4 as of-bob function list
expect_exit 0 as alice token list
case $out in *of-bob*) fail "a token of a former member is left" ;; esac
expect_exit 0 as bob-of-dev whoami
expect_exit 3 as alice owner remove-member "$bob"
expect_exit 0 as alice audit search --action member.remove
expect_in "$bob" "$out"
expect_exit 0 "$NSL" audit search --action member.remove
case $out in *"$bob"*) fail "the change is in the log of another owner" ;; esac

# It holds over a restart.
stop_service KILL
start_service
url=$(sed 's/.*"url":"\([^"]*\)".*/\1/' "$NSL_PROFILE")
expect_exit 0 as alice invoke hello
expect_in "of acme" "$out"
expect_exit 4 as bob whoami
stop_service TERM
if grep -qF "$(cat alice.token)" service.log; then fail "a token is in the log"; fi
