#!/usr/bin/env bash
# Events of the chain: every one once and in order, for functions and on the command line, through kill -9 and a chain that
# was made anew.
source "$(dirname "$0")/lib.bash"
start_service
echo dev >passphrase
account=NVg7LjGcUSrgxgjX3zEgqaksfMaiS8Z6e1
send() { "$NSL" neo transfer GAS "$account" "$1" --from dev --wallet data/dev-wallet.json --passphrase-file passphrase --wait >/dev/null; }

# The example of docs/guides/neo.md, as it stands there.
sed -n '/^```js deposits.js$/,/^```$/p' "$repository/docs/guides/neo.md" | sed '1d;$d' >deposits.js
expect_exit 0 "$NSL" function deploy deposits.js

# deposits CURSOR: invokes it until it has caught up with the chain; the deposits are in $found, the cursor in $cursor.
deposits() {
  cursor=$1 found=""
  local height
  height=$(("$("$NSL" neo node status --output json | sed -n 's/.*"height": \([0-9]*\).*/\1/p')"))
  for _ in $(seq 600); do
    expect_exit 0 "$NSL" invoke deposits "{\"account\":\"$account\",\"cursor\":\"$cursor\"}"
    found+=$(sed -n 's/.*"deposits":\[\([^]]*\)\].*/\1/p' <<<"$out")
    cursor=$(sed -n 's/.*"cursor":"\([^"]*\)".*/\1/p' <<<"$out")
    [ "${cursor%.*}" -le "$height" ] || return 0
    sleep 0.05
  done
  fail "the service does not read the chain: $out"
}
send 1
send 2
deposits 0.0
expect_equal '"100000000""200000000"' "${found//,/}"

# Killed while blocks come, it goes on where it was: nothing twice, nothing left out.
after=$cursor
for amount in 3 4 5; do send "$amount"; done
stop_service KILL
start_service
send 6
deposits "$after"
expect_equal '"300000000""400000000""500000000""600000000"' "${found//,/}"
deposits 0.0
expect_equal 6 "$(grep -o '00000000"' <<<"$found" | wc -l)"

# The command line reads what the service has, or from the node itself.
rpc=$(sed -n 's/.*"rpc":"\([^"]*\)".*/\1/p' "$NSL_PROFILE")
expect_exit 0 "$NSL" neo events GAS --event Transfer --account "$account" --from 0
from_service=$out
expect_exit 0 "$NSL" neo events GAS --event Transfer --account "$account" --from 0 --rpc "$rpc"
expect_equal "$from_service" "$out"
expect_exit 0 "$NSL" neo events GAS --event Transfer --account "$account" --from 0 --output json
expect_equal 6 "$(grep -c '"amount"' <<<"$out")"
expect_in '"amount": "600000000"' "$out"
expect_exit 0 "$NSL" neo events GAS --account "$account" --from 0 --limit 2
expect_equal 2 "$(wc -l <<<"$out")"
expect_in "GasToken  Transfer  0x" "$out"
expect_exit 0 "$NSL" neo events "$account" --from 0
expect_equal "" "$out"
expect_exit 1 "$NSL" neo events NoContract
"$NSL" neo events GAS --account "$account" --follow --limit 7 --from 0 >followed 2>&1 &
follower=$!
background+=("$follower")
send 7
wait "$follower" || fail "following ended with an error: $(cat followed)"
expect_equal 7 "$(wc -l <followed)"
expect_in '"amount":"700000000"' "$(tail -n 1 followed)"

# What cannot be asked is refused.
cat >wrong.js <<'X'
export default async (query, { neo }) => neo.events(query).catch((error) => error.code);
X
expect_exit 0 "$NSL" function deploy wrong.js
for query in '{"limit":0}' '{"limit":1001}' '{"cursor":"x"}' '{"from":5,"to":4}' '{"contract":"none"}' '{"from":-1}'; do
  expect_exit 0 "$NSL" invoke wrong "$query"
  expect_equal '"invalid_argument"' "$out"
done

# A chain that was made anew is followed anew.
stop_service TERM
rm data/devchain.db*
start_service
send 9
deposits 0.0
expect_equal '"900000000"' "$found"
stop_service TERM
