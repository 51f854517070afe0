#!/usr/bin/env bash
# After requests that carried a secret's value in, through functions and out, it stands nowhere in the memory of the gateway
# or of its workers, so a core image of them would not have it either.
source "$(dirname "$0")/lib.bash"

start_service
printf 'marker-55e0d1-never-to-be-found' >marker
processes() { echo "$service" $(pgrep -P "$service"); }
scan() { node "$repository/tests/e2e/memory_scan.mjs" marker $(processes); }

node -e '
  const server = require("http").createServer((request, response) =>
    response.end("got " + request.headers["x-key"] + " and " + request.url));
  server.listen(0, "127.0.0.1", () => require("fs").writeFileSync("port", String(server.address().port)));' &
background+=($!)
wait_until 20 test -s port
host=127.0.0.1:$(cat port)

cat >price.js <<JS
export default async (input, context) => {
  const url = 'http://$host/?key=' + encodeURIComponent(context.secrets.reference('KEY'));
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
"$NSL" secret set KEY --file marker >out 2>err || fail "$(cat err)"
expect_exit 0 "$NSL" function deploy price.js --allow-host "$host"
expect_exit 0 "$NSL" function deploy sign.js
expect_exit 0 "$NSL" secret grant KEY --function price --host "$host"
expect_exit 0 "$NSL" secret grant KEY --function sign --exposure value
for _ in 1 2 3; do
  expect_exit 0 "$NSL" invoke price
  expect_exit 0 "$NSL" invoke sign
  expect_exit 1 "$NSL" invoke sign '"throw"'
  expect_exit 1 "$NSL" invoke sign '"leak"'
done
expect_exit 0 "$NSL" secret reveal KEY --reason test

# Slots are restored, and what was sent is forgotten, a moment after the answer.
clean() { scan >found; }
code=0
scan >found || code=$?
[ "$code" != 77 ] || skip "this user may not read the memory of the service"
for _ in $(seq 1 30); do
  clean && break
  sleep 0.2
done
clean || fail "the value is in memory:"$'\n'"$(cat found)"

# The scan works: this process has it.
code=0
MARKER=$(cat marker) sleep 30 &
background+=($!)
wait_until 20 test -r "/proc/$!/mem"
node "$repository/tests/e2e/memory_scan.mjs" marker $! >found || code=$?
expect_equal 1 "$code"
