#!/usr/bin/env bash
# Examples that ask other hosts, with secrets: price-alert and webhook-relay.
source "$(dirname "$0")/lib.bash"
command -v node >/dev/null || skip "node, which plays the other hosts, is not installed"
# GET /price: what is in the file "price". POST: the body and what it was authorised with, as a line of "received"; the
# status is in the file "status".
cat >hosts.mjs <<'JS'
import { createServer } from "node:http";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
const server = createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += chunk;
  if (request.method === "GET") return response.end(JSON.stringify({ price: readFileSync("price", "utf8").trim() }));
  const { authorization, "idempotency-key": key } = request.headers;
  appendFileSync("received", JSON.stringify({ authorization, key, body: JSON.parse(body) }) + "\n");
  response.writeHead(Number(readFileSync("status", "utf8"))).end();
});
server.listen(0, "127.0.0.1", () => writeFileSync("port", String(server.address().port)));
JS
node hosts.mjs &
background+=("$!")
wait_until 20 test -s port
host=127.0.0.1:$(cat port)
touch received
echo 200 >status
start_service
received() { wc -l <received; }

# An alert is told once for each crossing, by who may.
expect_exit 0 "$NSL" function deploy "$repository/examples/price-alert.js" --allow-host "$host"
watch() { printf '{"source":"http://%s/price","hook":"http://%s/hook","below":10,"above":15%s}' "$host" "$host" "$1"; }
echo 12 >price
expect_exit 0 "$NSL" invoke price-alert "$(watch '')"
expect_equal '{"price":12,"state":"inside","told":false}' "$out"
echo 16.2 >price
expect_exit 1 "$NSL" invoke price-alert "$(watch '')"
expect_in "has no grant for the use of a secret" "$err"
expect_equal 0 "$(received)"
printf 'alert-token-1' >alert.txt
expect_exit 0 "$NSL" secret set ALERT_TOKEN --file alert.txt
expect_exit 0 "$NSL" secret grant ALERT_TOKEN --function price-alert --host "$host"
expect_exit 0 "$NSL" invoke price-alert "$(watch '')"
expect_equal '{"price":16.2,"state":"above","told":true}' "$out"
expect_in '"authorization":"Bearer alert-token-1"' "$(cat received)"
expect_in "above, was inside" "$(cat received)"
expect_exit 0 "$NSL" invoke price-alert "$(watch ',"state":"above"')"
expect_equal '{"price":16.2,"state":"above","told":false}' "$out"
echo 9 >price
echo 500 >status
expect_exit 1 "$NSL" invoke price-alert "$(watch ',"state":"above"')"
expect_in "nobody was told: status 500" "$err"
echo "no number" >price
expect_exit 1 "$NSL" invoke price-alert "$(watch '')"
expect_in 'no price in "price"' "$err"
expect_exit 1 "$NSL" invoke price-alert '{"below":2,"above":1}'
expect_in "below must be less than above" "$err"

# A webhook is passed on when it is genuine, new and of interest.
echo 200 >status
: >received
printf 'webhook-key-1' >webhook.txt
printf 'tickets-token-1' >tickets.txt
expect_exit 0 "$NSL" function deploy "$repository/examples/webhook-relay.js" --allow-host "$host"
expect_exit 0 "$NSL" secret set WEBHOOK_KEY --file webhook.txt
expect_exit 0 "$NSL" secret grant WEBHOOK_KEY --function webhook-relay --exposure value
expect_exit 0 "$NSL" secret set TICKETS_TOKEN --file tickets.txt
expect_exit 0 "$NSL" secret grant TICKETS_TOKEN --function webhook-relay --host "$host"
# webhook BODY TIME KEY: the input, signed with KEY.
webhook() {
  node -e 'const [body, time, key, target] = process.argv.slice(1);
    const v1 = require("crypto").createHmac("sha256", key).update(`${time}.${body}`).digest("hex");
    console.log(JSON.stringify({ body, signature: `t=${time},v1=${v1}`, target }))' "$1" "$2" "$3" "http://$host/new"
}
failed='{"type":"payment.failed","id":"evt_1","data":{"amount":5}}'
now=$(date +%s)
expect_exit 0 "$NSL" invoke webhook-relay "$(webhook "$failed" "$now" webhook-key-1)"
expect_equal '{"passed_on":true,"type":"payment.failed"}' "$out"
expect_equal '{"authorization":"Bearer tickets-token-1","key":"evt_1","body":{"title":"payment.failed: evt_1","details":{"amount":5}}}' \
  "$(cat received)"
expect_exit 0 "$NSL" invoke webhook-relay "$(webhook '{"type":"payment.succeeded"}' "$now" webhook-key-1)"
expect_equal '{"passed_on":false,"type":"payment.succeeded"}' "$out"
expect_exit 1 "$NSL" invoke webhook-relay "$(webhook "$failed" "$now" another-key)"
expect_in "the signature is wrong" "$err"
expect_exit 1 "$NSL" invoke webhook-relay "$(webhook "$failed" $((now - 3600)) webhook-key-1)"
expect_in "too old" "$err"
expect_exit 1 "$NSL" invoke webhook-relay "$(webhook "$failed" "$now" webhook-key-1 | sed 's/evt_1/evt_2/')"
expect_in "the signature is wrong" "$err"
expect_exit 1 "$NSL" invoke webhook-relay '{"body":"{}","signature":"t=1"}'
expect_in "must be t=" "$err"
expect_equal 1 "$(received)"
stop_service TERM
expect_equal 0 "$status"
