#!/usr/bin/env bash
# Examples that need nothing but the service do what their first lines say. examples/README.md has the scripts that run
# the others, and all of them are in it.
source "$(dirname "$0")/lib.bash"
for example in "$repository"/examples/*.[jt]s; do
  expect_in "($(basename "$example"))" "$(cat "$repository/examples/README.md")"
done
start_service
member() { node -p "JSON.parse(require('fs').readFileSync(0, 'utf8')).$1"; }

# A commitment holds for its value and salt, and for nothing else.
expect_exit 0 "$NSL" function deploy "$repository/examples/hash-commit.js"
expect_exit 0 "$NSL" invoke hash-commit '{"value":"heads"}'
commitment=$(member commitment <<<"$out") salt=$(member salt <<<"$out")
expect_equal "$(printf '%s' "${salt}heads" | sha256sum | cut -d ' ' -f 1)" "$commitment"
reveal() { echo "{\"value\":\"$1\",\"salt\":\"$2\",\"commitment\":\"$commitment\"}"; }
expect_exit 0 "$NSL" invoke hash-commit "$(reveal heads "$salt")"
expect_equal '{"valid":true}' "$out"
expect_exit 0 "$NSL" invoke hash-commit "$(reveal tails "$salt")"
expect_equal '{"valid":false}' "$out"
expect_exit 1 "$NSL" invoke hash-commit "$(reveal heads "${salt}00")"
expect_in "salt must be 64 hexadecimal digits" "$err"

# A draw has as many different winners as it should, and can be made again.
expect_exit 0 "$NSL" function deploy "$repository/examples/draw-winners.js"
expect_exit 0 "$NSL" invoke draw-winners '{"entrants":["ann","bo","cy","di"],"winners":3}' --output json
execution=$(member id <<<"$out")
expect_equal 3 "$(member 'output.winners.filter((name, i, all) => ["ann","bo","cy","di"].includes(name) && all.indexOf(name) === i).length' <<<"$out")"
expect_exit 0 "$NSL" execution replay "$execution"
expect_in "same" "$out$err"
expect_exit 1 "$NSL" invoke draw-winners '{"entrants":["ann","ann"]}'
expect_in "a list without repeats" "$err"
expect_exit 1 "$NSL" invoke draw-winners '{"entrants":["ann"],"winners":2}'
expect_in "winners must be 1 to 1" "$err"
stop_service TERM
expect_equal 0 "$status"
