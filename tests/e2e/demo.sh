#!/usr/bin/env bash
# The story of the README: deploy, invoke, go back, look at what happened, restart.
source "$(dirname "$0")/lib.bash"
examples=$repository/examples
start_service

expect_equal 600 "$(stat -c %a data/profile.json)"
expect_equal 700 "$(stat -c %a data)"

# Deploy and invoke.
expect_exit 0 "$NSL" function deploy "$examples/hello.js"
expect_in "deployed hello version 1" "$out"
expect_exit 0 "$NSL" invoke hello '{"name":"neo","x":21}'
expect_equal '{"hello":"neo","n":42}' "$out"
expect_in "hello neo" "$err"
echo '{"name":"file"}' >input.json
expect_exit 0 "$NSL" invoke hello @input.json
expect_equal '{"hello":"file","n":0}' "$out"
expect_equal '{"hello":"pipe","n":0}' "$(echo '{"name":"pipe"}' | "$NSL" invoke hello - 2>/dev/null)"
expect_exit 0 "$NSL" invoke hello '{"x":1}' --output json
expect_in '"status": "succeeded"' "$out"

# The same content is the same version; another one can be rolled back.
expect_exit 0 "$NSL" function deploy "$examples/hello.js"
expect_in "unchanged" "$out"
printf 'export default () => "second";\n' >hello.js
expect_exit 0 "$NSL" function deploy hello.js --version-note "say less" --memory 32MiB --cpu 200ms --wall 5s
expect_in "version 2" "$out"
expect_exit 0 "$NSL" invoke hello
expect_equal '"second"' "$out"
expect_exit 0 "$NSL" function versions hello
expect_in "say less" "$out"
expect_exit 0 "$NSL" function show hello
expect_in "memory 32 MiB, cpu 200 ms, wall 5 s" "$out"
expect_exit 0 "$NSL" function rollback hello
expect_exit 0 "$NSL" invoke hello '{"x":2}'
expect_in '"n":4' "$out"
expect_exit 0 "$NSL" invoke hello --version 2
expect_equal '"second"' "$out"
expect_exit 0 "$NSL" function code hello --version 2
expect_equal "$(cat hello.js)" "$out"

# Asynchronous executions, their records and logs.
expect_exit 0 "$NSL" invoke hello '{"name":"later"}' --async
id=$out
succeeded() { "$NSL" execution show "$id" | grep -q '^status  *succeeded$'; }
wait_until 10 succeeded
expect_exit 0 "$NSL" execution show "$id"
expect_in '{"hello":"later","n":0}' "$out"
expect_exit 0 "$NSL" execution replay "$id"
expect_in "same: $id succeeded again" "$out"
expect_exit 3 "$NSL" execution replay ex_00000000000000000000000000
expect_exit 0 "$NSL" execution list hello --status succeeded --output json
expect_in "$id" "$out"
logged() { "$NSL" logs hello | grep -q "hello later"; }
wait_until 10 logged

# An idempotency key: the second request gets the first answer.
expect_exit 0 "$NSL" invoke hello '{"x":5}' --idempotency-key once --output json
first=$(grep '"id"' <<<"$out")
expect_exit 0 "$NSL" invoke hello '{"x":5}' --idempotency-key once --output json
expect_equal "$first" "$(grep '"id"' <<<"$out")"
expect_exit 1 "$NSL" invoke hello '{"x":6}' --idempotency-key once
expect_in "request req_" "$err"

# Failures: exit codes and the author's lines.
printf 'export default () => {\n  throw new Error("not today");\n};\n' >fails.js
expect_exit 0 "$NSL" function deploy fails.js
expect_exit 1 "$NSL" invoke fails
expect_in "not today" "$err"
expect_in "fails.js:2:" "$err"
expect_exit 3 "$NSL" invoke nobody
expect_exit 3 "$NSL" execution show ex_00000000000000000000000000
NSL_TOKEN=wrong expect_exit 4 "$NSL" function list
printf 'export const x = 1;\n' >nothing.js
expect_exit 1 "$NSL" function deploy nothing.js
expect_in "default export" "$err"
printf 'export default () => {\n' >broken.js
expect_exit 1 "$NSL" function deploy broken.js
expect_in "broken.js:" "$err"
expect_exit 1 "$NSL" function deploy hello.js --memory 100GiB
expect_exit 2 "$NSL" function delete fails
expect_exit 0 "$NSL" function delete fails --yes
expect_exit 3 "$NSL" invoke fails

# What was acknowledged survives: an orderly end, and kill -9.
stop_service TERM
expect_equal 0 "$status"
start_service
expect_exit 0 "$NSL" invoke hello '{"x":3}'
expect_in '"n":6' "$out"
expect_exit 0 "$NSL" invoke hello '{"name":"survivor"}' --async
id=$out
stop_service KILL
start_service
wait_until 20 succeeded
stop_service TERM
