#!/usr/bin/env bash
# The Neo client against a real node: neo-go, built from tests/neo-node/go.mod, as a network of its own on the loopback.
source "$(dirname "$0")/lib.bash"
source "$repository/tests/e2e/lib_neo_go.bash"

# The published key of neo-go's test networks: the node's only validator, who owns everything in the genesis block.
validator=02b3622bf4017bdfe317c58aed5f4c753f206b7db896046fa7d774bbc4bf7f8dc2
printf one >one
printf 'correct horse' >pass
printf KxyjQ8eUa4FHt3Gvioyt1Wz29cTUrE4eTqX3yFSk1YFCsPL8uNsY >validator.wif
expect_exit 0 "$NSL" wallet import validator --wallet node.json --file validator.wif --passphrase-file one
expect_equal Nhfg3TbpwogLvDGVvAvqyThbsHgoSUKwtn "$out"
expect_exit 0 "$NSL" wallet multisig genesis "$validator" --required 1 --wallet node.json
expect_equal NfgHwwTi3wHAS8aFAN243C5vGbkYDpqLHP "$out"

port=$((20000 + RANDOM % 12000))
rpc=http://127.0.0.1:$port
sed "s/PORT/$port/; s|WALLET|$work/node.json|" "$sources/protocol.yml" >protocol.yml
"$neo_go" node --config-file "$work/protocol.yml" --relative-path "$work" >node.log 2>&1 </dev/null &
node=$!
background+=("$node")
wait_until 60 "$NSL" neo node status --rpc "$rpc"
export NSL_NEO__RPC=$rpc

expect_exit 0 "$NSL" neo node status
expect_in good "$out"
expect_in 56753 "$out"
expect_in yes "$out" # it has a WebSocket
NSL_NEO__NETWORK=1 expect_exit 6 "$NSL" neo node status
expect_in "wrong network" "$out"
NSL_NEO__NETWORK=1 expect_exit 6 "$NSL" neo call GasToken symbol

# What must be the same on every network, as on the development chain.
suite=$(dirname "$NSL")/src/devchain/devchain_test
if [ -x "$suite" ]; then
  NSL_TEST_NEO_NODE=$rpc "$suite" --gtest_filter='NeoNetwork.*' >suite.log 2>&1 || { grep -v '"level"' suite.log >&2; fail "the suite of devchain_test"; }
  expect_in "PASSED" "$(cat suite.log)"
fi

# Questions.
expect_exit 0 "$NSL" neo call GasToken symbol
expect_in R0FT "$out" # "GAS"
expect_exit 1 "$NSL" neo call GasToken noSuchMethod
expect_exit 3 "$NSL" neo tx show "0x$(printf 'a%.0s' {1..64})"

# gas OF: the GAS of an account.
gas() { "$NSL" wallet balance "$@" --output json | tr -d ' \n' | sed -n 's/.*"symbol":"GAS","amount":"\([^"]*\)".*/\1/p'; }
from_genesis=(--from genesis --wallet node.json --passphrase-file one)

# Transfers.
expect_exit 0 "$NSL" wallet create alice --passphrase-file pass
alice=$out
expect_exit 0 "$NSL" wallet create bob --passphrase-file pass
bob=$out
expect_exit 0 "$NSL" neo transfer GAS "$alice" 1000 "${from_genesis[@]}" --wait
expect_in final "$out"
expect_equal 1000 "$(gas alice)"
expect_exit 0 "$NSL" neo transfer GAS "$bob" 1.5 --from alice --passphrase-file pass --wait
hash=$(head -n 1 <<<"$out")
expect_equal 1.5 "$(gas "$bob")"
expect_exit 0 "$NSL" neo tx show "$hash" --output json
expect_in "\"sender\": \"$alice\"" "$out"
expect_in '"confirmations": ' "$out"
expect_exit 1 "$NSL" neo transfer GAS "$bob" 1.123456789 --from alice --passphrase-file pass
expect_in "8 decimals" "$err"
expect_exit 1 "$NSL" neo transfer GAS "$bob" 1 --from alice --passphrase-file one
expect_in "passphrase does not fit" "$err"

# What would fail is not sent, and costs nothing.
before=$(gas alice)
expect_exit 1 "$NSL" neo transfer GAS "$bob" 5000 --from alice --passphrase-file pass
expect_in "$alice has " "$err"
expect_equal "$before" "$(gas alice)"

# A transaction that was right when it was signed, and faults when it is run.
expect_exit 0 "$NSL" neo transfer GAS "$bob" 900 --from alice --passphrase-file pass --out late.json
expect_exit 0 "$NSL" neo transfer GAS "$bob" 800 --from alice --passphrase-file pass --wait
expect_exit 1 "$NSL" neo send late.json --wait
expect_in faulted "$err"
# The same once more is no error, because it is there.
expect_exit 0 "$NSL" neo send late.json

# Cancelled: the other of two conflicting transactions can never happen.
expect_exit 0 "$NSL" neo transfer GAS "$bob" 7 --from alice --passphrase-file pass --out cancelled.json
hash=$out
expect_exit 0 "$NSL" neo cancel "$hash" --from alice --passphrase-file pass --wait
expect_exit 1 "$NSL" neo send cancelled.json
expect_in refused "$err"

# Two of three, each with a wallet of their own.
keys=()
for name in ann bo cy; do
  expect_exit 0 "$NSL" wallet create "$name" --wallet "$name.json" --passphrase-file pass --output json
  keys+=("$(sed -n 's/.*"publickey": "\([0-9a-f]*\)".*/\1/p' <<<"$out")")
done
for name in ann bo cy; do
  expect_exit 0 "$NSL" wallet multisig board "${keys[@]}" --required 2 --wallet "$name.json"
  board=$out
done
expect_exit 0 "$NSL" neo transfer GAS "$board" 100 "${from_genesis[@]}" --wait
board_from=(--from board --wallet ann.json --passphrase-file pass)
expect_exit 1 "$NSL" neo transfer GAS "$bob" 10 "${board_from[@]}"
expect_in "nsl neo sign" "$err"
expect_exit 0 "$NSL" neo transfer GAS "$bob" 10 "${board_from[@]}" --out board.json
expect_in "missing: $board" "$err"
expect_exit 1 "$NSL" neo send board.json
expect_exit 0 "$NSL" neo sign board.json --wallet cy.json --account cy --passphrase-file pass --out board.json
before=$(gas "$bob")
expect_exit 0 "$NSL" neo send board.json --wait
[ "$(gas "$bob")" != "$before" ] || fail "the board's transfer did not arrive"

# Functions ask the chain, and a replay gets the same answers although the chain has moved on.
cat >chain.js <<'X'
export default async function ({ account, hash }, { neo }) {
  const symbol = new TextDecoder().decode(await neo.call('GasToken', 'symbol'));
  const log = await neo.applicationLog(hash);
  return {
    symbol,
    decimals: String(await neo.call('GasToken', 'decimals')),
    balance: String(await neo.balance(account)),
    same: (await neo.call('GasToken', 'balanceOf', [account])) === (await neo.balance(account)),
    rising: (await neo.height()) > 5,
    genesis: (await neo.block(0)).index,
    state: log.executions[0].vmstate,
    missing: await neo.transaction('0x' + 'a'.repeat(64)),
    nothing: await neo.storage('GasToken', 'no such key'),
    fault: await neo.call('GasToken', 'noSuchMethod').catch((error) => error.code),
    wrong: await neo.balance('alice').catch((error) => error.code),
  };
}
X
start_service
# announced 1|0: whether the node's WebSocket is in use.
announced() {
  node -e 'const { url, token } = JSON.parse(fs.readFileSync(process.env.NSL_PROFILE, "utf8"));
    fetch(url + "/metrics", { headers: { Authorization: "Bearer " + token } }).then((r) => r.text()).then(console.log)' |
    grep -qx "nsl_neo_websocket_up $1"
}
wait_until 60 announced 1
expect_exit 0 "$NSL" function deploy chain.js
expect_exit 0 "$NSL" neo transfer GAS "$bob" 1 --from alice --passphrase-file pass --wait
hash=$(head -n 1 <<<"$out")
expect_exit 0 "$NSL" invoke chain "{\"account\":\"$bob\",\"hash\":\"$hash\"}" --output json
execution=$(sed -n 's/.*"id": "\(ex_[^"]*\)".*/\1/p' <<<"$out" | head -n 1)
out=$(tr -d ' \n' <<<"$out")
expect_in '"symbol":"GAS","decimals":"8"' "$out"
expect_in '"same":true,"rising":true,"genesis":0,"state":"HALT","missing":null,"nothing":null' "$out"
expect_in '"fault":"conflict","wrong":"invalid_argument"' "$out"
expect_exit 0 "$NSL" neo transfer GAS "$bob" 1 --from alice --passphrase-file pass --wait
expect_exit 0 "$NSL" execution replay "$execution"
expect_in same "$out"

# A node that is gone, and one that is still there.
expect_exit 0 "$NSL" neo call GasToken symbol --rpc http://127.0.0.1:1 --rpc "$rpc"
kill -KILL "$node"
wait "$node" 2>/dev/null || true
wait_until 60 announced 0
expect_exit 6 "$NSL" neo node status
expect_exit 6 "$NSL" neo call GasToken symbol
echo 'export default async (_, { neo }) => neo.height().catch((error) => error.code);' >gone.js
expect_exit 0 "$NSL" function deploy gone.js
expect_exit 0 "$NSL" invoke gone
expect_equal '"unavailable"' "$out"
stop_service TERM
