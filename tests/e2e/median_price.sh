#!/usr/bin/env bash
# A function that asks other hosts: only those its deployment names, and one silent source does not stop it.
source "$(dirname "$0")/lib.bash"
command -v node >/dev/null || skip "node, which plays the price sources, is not installed"
cat >sources.mjs <<'JS'
import { createServer } from "node:http";
import { writeFileSync } from "node:fs";
const prices = { "/a.json": 11.5, "/b.json": "12", "/c.json": 13.25 };
const server = createServer((request, response) => {
  if (!(request.url in prices)) return response.writeHead(500).end();
  response.setHeader("content-type", "application/json").end(JSON.stringify({ price: prices[request.url] }));
});
server.listen(0, "127.0.0.1", () => writeFileSync("port", String(server.address().port)));
JS
node sources.mjs &
sources=$!
background+=("$sources")
wait_until 10 test -s port
host=127.0.0.1:$(cat port)
start_service

expect_exit 0 "$NSL" function deploy "$repository/examples/median-price.js" --allow-host "$host"
sources() { printf '{"sources":["http://%s/%s.json","http://%s/%s.json","http://%s/%s.json"]}' "$host" "$1" "$host" "$2" "$host" "$3"; }
expect_exit 0 "$NSL" invoke median-price "$(sources a b c)"
expect_equal '{"median":12,"prices":[11.5,12,13.25],"failed":[]}' "$out"
expect_exit 0 "$NSL" invoke median-price "$(sources a none c)"
expect_in '"median":12.375' "$out"
expect_in "none.json: status 500" "$err"
expect_exit 1 "$NSL" invoke median-price "$(sources none none c)"
expect_in "only 1 of 3 sources answered" "$err"

# Hosts that are not on the list are not asked.
expect_exit 0 "$NSL" function deploy "$repository/examples/median-price.js" --name nowhere
expect_exit 1 "$NSL" invoke nowhere "$(sources a b c)"
expect_in "only 0 of 3 sources answered" "$err"

# What was answered once can be run again without the sources: three answers and a timer are recorded.
kill "$sources"
for status in succeeded failed; do
  expect_exit 0 "$NSL" execution list median-price --status "$status" --limit 1 --output json
  id=$(sed -n 's/.*"id": "\(ex_[^"]*\)".*/\1/p' <<<"$out" | head -n 1)
  expect_exit 0 "$NSL" execution replay "$id"
  expect_in "same: $id $status again, with 4 host calls" "$out"
done
stop_service TERM
