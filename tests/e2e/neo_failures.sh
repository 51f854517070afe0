#!/usr/bin/env bash
# Neo nodes that die, hang, lag, are of another network, answer nonsense, or twice: real processes on the loopback.
# Functions get a clear error that says "later", events are neither lost nor doubled, and the metrics tell of it all.
source "$(dirname "$0")/lib.bash"

# A proxy before a node that misbehaves as the file `mode` says.
cat >proxy.mjs <<'X'
import { readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';

const [target, port_file] = process.argv.slice(2);
const mode = () => readFileSync('mode', 'utf8').trim();
const change = (answer, request) => {
  const one = Array.isArray(answer) ? answer : [answer];
  const asked = new Map((Array.isArray(request) ? request : [request]).map(({ id, method }) => [id, method]));
  for (const reply of one) {
    const method = asked.get(reply.id);
    if (mode() === 'network' && method === 'getversion') reply.result.protocol.network = 1;
    if (mode() === 'lag' && method === 'getblockcount') reply.result = 2;
  }
  if (mode() === 'twice' && Array.isArray(answer)) return [...answer, ...answer];
  return answer;
};
const server = http.createServer(async (incoming, outgoing) => {
  const chunks = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const body = Buffer.concat(chunks).toString();
  if (mode() === 'hang') return;
  if (mode() === 'cut') return incoming.socket.destroy();
  if (mode() === 'garbage') return outgoing.end('<html>out of order</html>');
  const answer = await fetch(target, { method: 'POST', body }).then((reply) => reply.json(), () => undefined);
  if (answer === undefined) return incoming.socket.destroy();
  outgoing.end(JSON.stringify(change(answer, JSON.parse(body))));
});
// WebSockets go through as they are.
server.on('upgrade', (incoming, client, head) => {
  if (mode() === 'hang') return;
  if (mode() !== 'good') return client.destroy();
  const node = net.connect(Number(new URL(target).port), '127.0.0.1', () => {
    const fields = incoming.rawHeaders.map((text, i) => text + (i % 2 === 0 ? ': ' : '\r\n')).join('');
    node.write(`GET ${incoming.url} HTTP/1.1\r\n${fields}\r\n`);
    node.write(head);
    node.pipe(client).pipe(node);
  });
  for (const [one, other] of [[node, client], [client, node]]) one.on('error', () => other.destroy()).on('close', () => other.destroy());
});
server.listen(0, '127.0.0.1', () => writeFileSync(port_file, String(server.address().port)));
X

# The chain is one service's, and another service asks it through the proxy.
start_service
chain_profile=$NSL_PROFILE
rpc=$(sed -n 's/.*"rpc":"\([^"]*\)".*/\1/p' "$chain_profile")
echo good >mode
node proxy.mjs "$rpc" port &
background+=("$!")
wait_until 20 test -s port
proxy=http://127.0.0.1:$(cat port)
echo dev >passphrase
account=NVg7LjGcUSrgxgjX3zEgqaksfMaiS8Z6e1
sent=0
send() {
  sent=$((sent + 1))
  "$NSL" neo transfer GAS "$account" 1 --rpc "$rpc" --from dev --wallet data/dev-wallet.json --passphrase-file passphrase --wait >/dev/null
}
NSL_NEO__RPC=$proxy "$NSL" dev --data-dir asking --listen 127.0.0.1:0 >asking.log 2>&1 </dev/null &
background+=("$!")
wait_until 20 test -s asking/profile.json
export NSL_PROFILE=$work/asking/profile.json
url=$(sed -n 's/.*"url":"\([^"]*\)".*/\1/p' "$NSL_PROFILE")
token=$(cat asking/token)
metric() { node -e 'fetch(process.argv[1], { headers: { authorization: `Bearer ${process.argv[3]}` } }).then((r) => r.text()).then((t) => console.log(t.split("\n").filter((l) => l.startsWith(process.argv[2])).join("\n")))' "$url/metrics" "$1" "$token"; }
has_metric() { metric "${1% *}" | grep -qxF -- "$1"; }
node_up="nsl_neo_node_up{node=\"127.0.0.1:$(cat port)\"}"

cat >ask.js <<'X'
export default async (_, { neo }) => neo.height().then(() => 'good', (error) => error.code);
X
cat >count.js <<'X'
export default async (account, { neo }) => {
  const { events } = await neo.events({ contract: 'GAS', event: 'Transfer', account, limit: 1000 });
  return new Set(events.map(({ transaction }) => transaction)).size === events.length ? events.length : 'doubled';
};
X
expect_exit 0 "$NSL" function deploy ask.js
expect_exit 0 "$NSL" function deploy count.js
answers() { [ "$("$NSL" invoke ask)" = "\"$1\"" ]; }
counted() { [ "$("$NSL" invoke count "\"$account\"")" = "$1" ]; }
wait_until 60 answers good
send
wait_until 60 counted "$sent"
has_metric "$node_up 1" || fail "$(metric nsl_neo)"

for mode in cut garbage network hang twice lag; do
  echo "$mode" >mode
  send
  case $mode in
    cut | garbage | hang) wait_until 60 answers unavailable; wait_until 60 has_metric "$node_up 0" ;;
    # Known already: whose network it is, is asked only once. A new service asks.
    network) NSL_NEO__NETWORK=56753 expect_exit 6 "$NSL" neo call GasToken symbol --rpc "$proxy" ;;
    # One question has one answer; only batches come twice. A node that is behind is better than none.
    twice | lag) wait_until 60 answers good ;;
  esac
  echo good >mode
  send
  wait_until 120 answers good
  wait_until 120 counted "$sent"
  wait_until 60 has_metric "$node_up 1"
done
wait_until 60 has_metric "nsl_neo_follower_lag_blocks 0"
wait_until 120 has_metric "nsl_neo_websocket_up 1"

# The node dies, and is there again.
kill -KILL "$service"
wait "$service" 2>/dev/null || true
wait_until 60 answers unavailable
