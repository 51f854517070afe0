#!/usr/bin/env bash
# kill -9 at any moment: every deploy and every asynchronous execution that was acknowledged is there after the restart,
# and what was queued runs.
source "$(dirname "$0")/lib.bash"
rounds=5
printf 'export default async (n) => { await new Promise((go) => setTimeout(go, 20)); return n; };\n' >work.js

# Deploys and queues until the service is gone, and notes what was acknowledged.
client() {
  local round=$1 n=0 id
  while true; do
    n=$((n + 1))
    "$NSL" function deploy work.js --name "f-$round-$n" >/dev/null 2>&1 || return 0
    echo "f-$round-$n" >>deployed
    for _ in 1 2 3 4; do
      id=$("$NSL" invoke "f-$round-$n" "$n" --async 2>/dev/null) || return 0
      echo "$id $n" >>queued
    done
  done
}

touch deployed queued
for round in $(seq "$rounds"); do
  start_service
  client "$round" &
  busy=$!
  background+=("$busy")
  sleep "0.$((RANDOM % 9))$((RANDOM % 9 + 1))"
  stop_service KILL
  wait "$busy" || true
done

start_service
while read -r name; do expect_exit 0 "$NSL" function show "$name"; done <deployed
ended() { [ -z "$("$NSL" execution list "$1" --status queued --output json | grep '"id"')" ] && [ -z "$("$NSL" execution list "$1" --status running --output json | grep '"id"')" ]; }
while read -r name; do wait_until 60 ended "$name"; done <deployed
while read -r id n; do
  expect_exit 0 "$NSL" execution show "$id"
  grep -q '^status  *succeeded$' out || fail "$id was acknowledged and has not succeeded: $out"
  grep -q "^output  *$n$" out || fail "$id has another output than $n: $out"
done <queued
[ "$(wc -l <queued)" -gt "$rounds" ] || fail "too little was acknowledged to say anything"
echo "$(wc -l <deployed) deploys and $(wc -l <queued) executions acknowledged in $rounds rounds, all there"
stop_service TERM
expect_equal 0 "$status"
