#!/usr/bin/env bash
# The drill of docs/operations/keys.md: the key file is lost, and three of five shares bring everything back.
source "$(dirname "$0")/lib.bash"

start_service
printf 'CG-4711' >key.txt
expect_exit 0 "$NSL" secret set COINGECKO_KEY --file key.txt

# 1. Shares, while all is well. Printed once, and nowhere else.
expect_exit 0 "$NSL" vault add recovery --shares 5 --threshold 3
grep '^nsl-share-' out >shares.txt
expect_equal 5 "$(wc -l <shares.txt)"
for number in 1 2 3 4 5; do sed -n "${number}p" shares.txt >"share$number.txt"; done
if grep -rqF -f shares.txt data service.log; then fail "a share was left behind"; fi

# 2. The key file is gone.
stop_service TERM
rm data/root.key
start_service
expect_exit 0 "$NSL" vault status
expect_in sealed "$out"
expect_exit 6 "$NSL" secret list
expect_in "the vault is sealed" "${err,,}"
expect_exit 6 "$NSL" secret reveal COINGECKO_KEY --reason drill
url=$(sed -n 's/.*"url": *"\([^"]*\)".*/\1/p' data/profile.json)
expect_equal 503 "$(curl -s -o /dev/null -w '%{http_code}' "$url/readyz")"
[ ! -e data/root.key ] || fail "a vault that exists must not get a new key file"

# 3. Too few shares, then three of them.
expect_exit 4 "$NSL" vault unseal --share-file share1.txt --share-file share5.txt
expect_exit 0 "$NSL" vault unseal --share-file share5.txt --share-file share1.txt --share-file share3.txt
expect_in unsealed "$out"
expect_exit 0 "$NSL" secret reveal COINGECKO_KEY --reason drill
expect_equal CG-4711 "$out"

# 4. A usual way again, and 5. another root key.
expect_exit 0 "$NSL" vault add file
expect_exit 0 "$NSL" vault rotate root-key
rotated() { "$NSL" vault status | grep -q '^root key *2,' && ! "$NSL" vault status | grep -q '^rotating'; }
wait_until 60 rotated

# 6. New shares; the old ones are worth nothing.
expect_exit 0 "$NSL" vault add recovery --shares 2 --threshold 2
stop_service TERM
start_service
expect_exit 0 "$NSL" vault status
expect_in unsealed "$out"
expect_exit 0 "$NSL" vault seal
expect_exit 4 "$NSL" vault unseal --share-file share1.txt --share-file share2.txt --share-file share3.txt
expect_exit 0 "$NSL" vault unseal
expect_exit 0 "$NSL" vault verify
expect_exit 0 "$NSL" secret reveal COINGECKO_KEY --reason drill
expect_equal CG-4711 "$out"
