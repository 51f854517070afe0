#!/usr/bin/env bash
# The development chain of `nsl dev`: a client that others wrote (neon-js) builds, signs and sends; the chain is there
# again after a restart.
source "$(dirname "$0")/lib.bash"
[ -d "$repository/tests/packages/node_modules/@cityofzion/neon-core" ] || skip "neon-core is not installed (npm ci --prefix tests/packages)"
start_service
rpc() { node -p 'JSON.parse(fs.readFileSync(process.env.NSL_PROFILE, "utf8")).neo.rpc'; }
post() { node -e 'fetch(process.argv[1], { method: "POST", body: process.argv[2] }).then((r) => r.text()).then(console.log)' "$(rpc)" "$1"; }
ask() { post "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"$1\",\"params\":${2:-[]}}"; }

expect_in "its keys are public" "$(cat service.log)"
expect_in '"network":56753' "$(ask getversion)"
expect_in -32601 "$(ask nothing)"
expect_in -32700 "$(post '{')"

cp "$repository/tests/e2e/devchain_neon.mjs" .
ln -s "$repository/tests/packages/node_modules" node_modules
expect_exit 0 node devchain_neon.mjs "$(rpc)"
expect_in "balance 150000000" "$out"
address=$(sed -n 's/^account //p' <<<"$out")

stop_service TERM
expect_equal 0 "$status"
start_service
expect_in '"amount":"150000000"' "$(ask getnep17balances "[\"$address\"]")"

# Our own commands find it, and its account.
expect_exit 0 "$NSL" neo node status
told() { "$NSL" neo node status 2>&1 | grep -q 'is told of blocks by ws://'; }
wait_until 30 told
expect_exit 0 "$NSL" neo transfer GAS "$address" 0.5 --from dev --wait
expect_exit 0 "$NSL" wallet balance dev
expect_in GAS "$out"
expect_exit 1 "$NSL" neo transfer GAS "$address" 0.5 --from nobody
expect_in "holds no accounts" "$err"

# One clear problem each.
expect_exit 1 "$NSL" neo transfer GAS "$address" -1 --from dev
expect_in "not below zero" "$err"
expect_exit 1 "$NSL" neo transfer GAS "$address" 52000001 --from dev
expect_in "Nhfg3TbpwogLvDGVvAvqyThbsHgoSUKwtn has " "$err"
expect_exit 1 "$NSL" neo transfer Nothing "$address" 1 --from dev
expect_in 'no native contract "Nothing"' "$err"
NSL_NEO__NETWORK=860833102 expect_exit 6 "$NSL" neo call GasToken symbol
expect_in "is of the network 56753, not of 860833102" "$err"
echo pass >pass
expect_exit 0 "$NSL" wallet create poor --passphrase-file pass
expect_exit 1 "$NSL" neo transfer GAS "$address" 0 --from poor --passphrase-file pass
expect_in "the fees are" "$err"
expect_in '"amount":"200000000"' "$(ask getnep17balances "[\"$address\"]")"
mkdir elsewhere && cd elsewhere
NSL_PROFILE='' expect_exit 0 "$NSL" --profile ../data/profile.json neo call GasToken symbol
cd ..

# So do functions.
cat >account.js <<'END'
export default async function (account, { neo }) {
  const symbol = new TextDecoder().decode(await neo.call('NeoToken', 'symbol'));
  return { gas: String(await neo.balance(account)), symbol, height: (await neo.height()) > 1 };
}
END
expect_exit 0 "$NSL" function deploy account.js
expect_exit 0 "$NSL" invoke account "\"$address\""
expect_equal '{"gas":"200000000","symbol":"NEO","height":true}' "$out"
stop_service TERM

# It listens on this machine only.
NSL_DEVCHAIN__LISTEN=0.0.0.0:0 expect_exit 1 "$NSL" dev --data-dir other --listen 127.0.0.1:0
expect_in "everybody knows its keys" "$err"
