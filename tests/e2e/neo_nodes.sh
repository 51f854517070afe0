#!/usr/bin/env bash
# Nodes that die, hang, talk nonsense or belong to another network: no transaction is lost, and none happens twice.
source "$(dirname "$0")/lib.bash"

dev=Nhfg3TbpwogLvDGVvAvqyThbsHgoSUKwtn
to=NPTmAHDxo6Pkyic8Nvu3kwyXoYJCvcCB6i

# Nodes that are none: they take a port, write it to a file, and answer as their name says.
cat >false_node.mjs <<'JS'
import { createServer } from 'node:http';
import { writeFileSync } from 'node:fs';
const kind = process.argv[2];
const server = createServer((request, response) => {
  if (request.method !== 'POST') return response.writeHead(404).end();
  let body = '';
  request.on('data', (part) => { body += part; });
  request.on('end', () => {
    const { id, method } = JSON.parse(body);
    if (kind === 'garbage') return response.end('{"jsonrpc":"2.0","id":' + id + ',"result":{"hash":[[[');
    const result = method === 'getversion' ? { useragent: '/other/', protocol: { network: 860833102, msperblock: 15000 } } : 5000000;
    response.end(JSON.stringify({ jsonrpc: '2.0', id, result }));
  });
});
server.listen(0, '127.0.0.1', () => writeFileSync(kind + '.port', String(server.address().port)));
JS
for kind in garbage wrong; do
  node false_node.mjs "$kind" &
  background+=("$!")
  wait_until 20 test -s "$kind.port"
done

# The chain is a process of its own, which can be killed and comes back at the same place.
port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
start_chain() {
  rm -f chain/profile.json
  env -u NSL_NEO__RPC NSL_DEVCHAIN__LISTEN=127.0.0.1:$port "$NSL" dev --data-dir chain --listen 127.0.0.1:0 >>chain.log 2>&1 </dev/null &
  chain=$!
  background+=("$chain")
  wait_until 20 test -s chain/profile.json
}
start_chain
node_url=http://127.0.0.1:$port
export NSL_NEO__RPC="http://127.0.0.1:$(cat garbage.port),http://127.0.0.1:$(cat wrong.port),http://127.0.0.1:1,$node_url"
NSL_NEO__NETWORK=56753 start_service
echo dev >passphrase
expect_exit 0 "$NSL" neo account import dev --from-wallet dev --wallet chain/dev-wallet.json --passphrase-file passphrase
expect_exit 0 "$NSL" function deploy "$repository/examples/payout.js"
expect_exit 0 "$NSL" neo grant dev --function payout --contract GasToken --method transfer --call-max 2 --day-max 1000
pay() { echo "{\"from\":\"$dev\",\"to\":\"$to\",\"amount\":\"0.00000001\"}"; }
datoshi() { "$NSL" neo call --rpc "$node_url" GasToken balanceOf "$to" 2>/dev/null | grep -o '"value":"[0-9]*"' | grep -o '[0-9]*'; }
count() { "$NSL" neo tx list --limit 10000 ${1:+--state "$1"} --output json | grep -c '"hash"' || true; }

# Among four nodes one is good, and it is found.
expect_exit 0 "$NSL" invoke payout "$(pay)"
expect_equal 1 "$(datoshi)"

# With none left a function is told that it may try again.
kill -KILL "$chain"
wait "$chain" || true
expect_exit 1 "$NSL" invoke payout "$(pay)"
expect_in "No Neo node answered" "$err"
start_chain
paid() { "$NSL" invoke payout "$(pay)"; }
wait_until 60 paid

# A chain that dies with the transaction in its pool forgets it, and makes no block until it hears of one again.
kill -KILL "$chain"
wait "$chain" || true
NSL_DEVCHAIN__BLOCK_TIME_MS=600000 start_chain
wait_until 60 "$NSL" invoke payout "$(pay)" --async
one_sent() { [ "$(count sent)" = 1 ]; }
wait_until 60 one_sent
kill -KILL "$chain"
wait "$chain" || true
start_chain
none_sent() { [ "$(count sent)" = 0 ]; }
wait_until 60 none_sent
expect_equal "$(count final)" "$(count)"

# The chain dies and hangs again and again while functions pay.
client() {
  while [ ! -e enough ]; do "$NSL" invoke payout "$(pay)" --async >/dev/null 2>&1 || true; done
}
client &
busy=$!
background+=("$busy")
more_than() { [ "$(count final)" -gt "$1" ]; }
for _ in 1 2 3; do
  wait_until 60 more_than "$(($(count final) + 1))"
  sleep "0.$((RANDOM % 4))"
  kill -KILL "$chain"
  wait "$chain" || true
  sleep 0.2
  start_chain
  kill -STOP "$chain"
  sleep 0.3
  kill -CONT "$chain"
done
touch enough
wait "$busy" || true
none_open() { [ "$(count pending)" = 0 ] && [ "$(count sent)" = 0 ]; }
none() { [ -z "$("$NSL" execution list payout --status "$1" --output json | grep '"id"')" ]; }
wait_until 120 none queued
wait_until 120 none running
wait_until 120 none_open

# Every transaction has happened, once.
final=$(count final)
expect_equal "$final" "$(count)"
expect_equal "$final" "$(datoshi)"
[ "$final" -ge 5 ] || fail "too little was paid to say anything: $final"
echo "$final transactions, each final and paid once, over six kills and three hangs of the node"

# Recovery is seen in the metrics.
token=$(node -p 'JSON.parse(fs.readFileSync(process.env.NSL_PROFILE, "utf8")).token')
url=$(node -p 'JSON.parse(fs.readFileSync(process.env.NSL_PROFILE, "utf8")).url')
metrics=$(node -e 'fetch(process.argv[1] + "/metrics", { headers: { Authorization: "Bearer " + process.argv[2] } }).then((r) => r.text()).then(console.log)' "$url" "$token")
expect_in 'nsl_neo_reachable 1' "$metrics"
expect_in 'nsl_neo_transactions_open 0' "$metrics"
expect_in 'nsl_neo_transactions_total{state="final"}' "$metrics"
websocket_is_back() {
  node -e 'fetch(process.argv[1] + "/metrics", { headers: { Authorization: "Bearer " + process.argv[2] } }).then((r) => r.text()).then(console.log)' "$url" "$token" | grep -qx 'nsl_neo_websocket_up 1'
}
wait_until 120 websocket_is_back
stop_service TERM
