#!/usr/bin/env bash
# The drill of docs/operations/keys.md: the key file is lost, and three of five shares bring everything back.
source "$(dirname "$0")/lib.bash"

start_service
printf 'CG-4711' >key.txt
expect_exit 0 "$NSL" secret set COINGECKO_KEY --file key.txt

# An account on the chain, whose key was made in the vault and is nowhere else.
expect_exit 0 "$NSL" neo account create treasury
treasury=$out
to=NPTmAHDxo6Pkyic8Nvu3kwyXoYJCvcCB6i
expect_exit 0 "$NSL" neo transfer GAS "$treasury" 10 --from dev --wait
expect_exit 0 "$NSL" function deploy "$repository/examples/payout.js"
expect_exit 0 "$NSL" neo grant treasury --function payout --contract GasToken --method transfer --call-max 2 --day-max 5
pay() { expect_exit 0 "$NSL" invoke payout "{\"from\":\"$treasury\",\"to\":\"$to\",\"amount\":\"0.5\"}"; }
pay

# 1. Shares, while all is well. Printed once, and nowhere else.
expect_exit 0 "$NSL" vault add recovery --shares 5 --threshold 3
grep '^nsl-share-' out >shares.txt
expect_equal 5 "$(wc -l <shares.txt)"
for number in 1 2 3 4 5; do sed -n "${number}p" shares.txt >"share$number.txt"; done
if grep -rqF -f shares.txt data service.log; then fail "a share was left behind"; fi

# 2. The key file is gone.
stop_service TERM
rm data/root.key
cp -r data backup # as the backup of the data folder was, without the key
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

pay # the account signs again

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

# The whole folder is gone as well: the backup and the shares of its time bring back secrets and accounts.
stop_service TERM
rm -r data
mv backup data
start_service
expect_exit 0 "$NSL" vault unseal --share-file share2.txt --share-file share4.txt --share-file share5.txt
expect_exit 0 "$NSL" secret reveal COINGECKO_KEY --reason drill
expect_equal CG-4711 "$out"
expect_exit 0 "$NSL" neo account list
expect_in "$treasury" "$out"
pay
