#!/usr/bin/env bash
# After requests that carried a secret's value in, through functions and out, it stands nowhere in the memory of the gateway
# or of its workers, so a core image of them would not have it either. Once in the clear, once with TLS on both sides.
source "$(dirname "$0")/lib.bash"

printf 'marker-55e0d1-never-to-be-found' >marker
processes() { echo "$service" $(pgrep -P "$service"); }
scan() { node "$repository/tests/e2e/memory_scan.mjs" marker $(processes); }
# Slots are restored, and what was sent is forgotten, a moment after the answer.
expect_clean() {
  local code=0
  scan >found || code=$?
  [ "$code" != 77 ] || skip "this user may not read the memory of the service"
  for _ in $(seq 1 30); do
    if scan >found; then return; fi
    sleep 0.2
  done
  fail "$1: the value is in memory:"$'\n'"$(cat found)"
}

# The host that functions send the secret to, and that sends it back: in the clear, and with TLS.
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -out certificate.pem -days 1 \
  -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1,DNS:localhost 2>/dev/null
node -e '
  const { readFileSync, writeFileSync } = require("fs");
  const answer = (request, response) => response.end("got " + request.headers["x-key"] + " and " + request.url);
  const listen = (server, file) => server.listen(0, "127.0.0.1", () => writeFileSync(file, String(server.address().port)));
  listen(require("http").createServer(answer), "port.http");
  listen(require("https").createServer({ key: readFileSync("key.pem"), cert: readFileSync("certificate.pem") }, answer), "port.https");' &
background+=($!)
wait_until 20 test -s port.http
wait_until 20 test -s port.https

# deploy SCHEME: functions that use the secret by reference and by value.
deploy() {
  local host=127.0.0.1:$(cat "port.$1")
  cat >price.js <<JS
export default async (input, context) => {
  const url = '$1://$host/?key=' + encodeURIComponent(context.secrets.reference('KEY'));
  const answer = await fetch(url, { headers: { 'x-key': context.secrets.reference('KEY') } });
  return answer.text();
};
JS
  cat >sign.js <<'JS'
export default async (input, context) => {
  const key = await context.secrets.get('KEY');
  console.log('signing with', key, JSON.stringify({ key }));
  if (input === 'throw') throw new Error('with ' + key);
  return input === 'leak' ? key : key.length;
};
JS
  expect_exit 0 "$NSL" function deploy price.js --allow-host "$host"
  expect_exit 0 "$NSL" function deploy sign.js
  expect_exit 0 "$NSL" secret grant KEY --function price --host "$host"
  expect_exit 0 "$NSL" secret grant KEY --function sign --exposure value
}

start_service
"$NSL" secret set KEY --file marker >out 2>err || fail "$(cat err)"
deploy http
for _ in 1 2 3; do
  expect_exit 0 "$NSL" invoke price
  expect_exit 0 "$NSL" invoke sign
  expect_exit 1 "$NSL" invoke sign '"throw"'
  expect_exit 1 "$NSL" invoke sign '"leak"'
done
expect_exit 0 "$NSL" secret reveal KEY --reason test
expect_clean "in the clear"

# The same functions, of which one calls a host with TLS now.
deploy https
stop_service TERM
export NSL_HTTP__TLS_CERTIFICATE=$work/certificate.pem NSL_HTTP__TLS_KEY=$work/key.pem NSL_EGRESS__CA_FILE=$work/certificate.pem
start_service
url=$(node -p 'JSON.parse(require("fs").readFileSync(process.env.NSL_PROFILE)).url')
node -p '"header = \"Authorization: Bearer " + JSON.parse(require("fs").readFileSync(process.env.NSL_PROFILE)).token + "\""' >curl.rc
expect_in https:// "$url"
post() { expect_exit 0 curl -sS --cacert certificate.pem -K curl.rc -H 'Content-Type: application/json' "$@"; }
node -p 'JSON.stringify({ value: require("fs").readFileSync("marker", "utf8") })' >value.json
for _ in 1 2 3; do
  post -X PUT --data-binary @value.json "$url/v1/secrets/KEY"
  post -d null "$url/v1/functions/price/invoke"
  expect_in '"succeeded"' "$out"
  for input in null '"throw"' '"leak"'; do post -d "$input" "$url/v1/functions/sign/invoke"; done
done
post -d '{"reason":"test"}' "$url/v1/secrets/KEY/reveal"
expect_in "$(base64 <marker)" "$out"
expect_clean "with TLS"

# The scan works: this process has it.
code=0
MARKER=$(cat marker) sleep 30 &
background+=($!)
wait_until 20 test -r "/proc/$!/mem"
node "$repository/tests/e2e/memory_scan.mjs" marker $! >found || code=$?
expect_equal 1 "$code"
