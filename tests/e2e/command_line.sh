#!/usr/bin/env bash
# The command line without a service: help, exit codes, settings, failures in three lines.
source "$(dirname "$0")/lib.bash"

# Help fits a screen, and every command has examples in its own.
expect_exit 0 "$NSL" --help
[ "$(wc -l <<<"$out")" -le 40 ] || fail "nsl --help has more than 40 lines"
commands_of() { sed -n '/^Positionals:/,/^$/d; /^Options:/,/^$/d; s/^  \([a-z]\{1,\}\) .*/\1/p' <<<"$1" | grep -v '^nsl$' || true; }
for command in $(commands_of "$out"); do
  expect_exit 0 "$NSL" "$command" --help
  expect_in Example "$out"
  for inner in $(commands_of "$out"); do
    expect_exit 0 "$NSL" "$command" "$inner" --help
    expect_in Example "$out"
  done
done

# Usage errors.
expect_exit 2 "$NSL"
expect_exit 2 "$NSL" invok
expect_in 'did you mean `nsl invoke`?' "$err"
expect_exit 2 "$NSL" function delpoy x
expect_in 'did you mean `nsl function deploy`?' "$err"
expect_exit 2 "$NSL" function deploy
expect_exit 2 "$NSL" function list --outptu json
expect_exit 2 "$NSL" function list --output yaml

# NeoVM needs no service.
expect_exit 0 "$NSL" neo vm run 12139e --trace
expect_in '"value":"5"' "$out"
expect_in ADD "$out"
expect_exit 0 "$NSL" neo vm run EhOe --output json
expect_in '"state": "HALT"' "$out"
expect_exit 1 "$NSL" neo vm run 2200 --gas 0.001
expect_in "gas limit exceeded" "$out"
expect_exit 1 "$NSL" neo vm run nothing.nef
expect_in "no such file" "$err"

script=$("$NSL" neo script build GasToken symbol --output json | sed -n 's/.*"hex": "\([0-9a-f]*\)".*/\1/p')
expect_exit 0 "$NSL" neo vm run "$script"
expect_in '"value":"R0FT"' "$out" # GAS: the native contracts are there

# Nobody there.
expect_exit 6 "$NSL" function list
expect_in "next: start a service" "$err"
NSL_URL=http://127.0.0.1:1 expect_exit 6 "$NSL" function list
expect_in "http://127.0.0.1:1" "$err"
NSL_URL=http://127.0.0.1:1 expect_exit 6 "$NSL" function list --output json
expect_in '"code":"unavailable"' "$err"
NSL_URL=nonsense expect_exit 1 "$NSL" function list

# Input and files are looked at before anything is sent.
expect_exit 1 "$NSL" invoke hello '{x:1}'
expect_in "single quotes" "$err"
expect_exit 1 "$NSL" invoke hello @none.json
expect_exit 1 "$NSL" function deploy none.js
expect_in "No such file" "$err"

# Settings.
expect_exit 0 "$NSL" config explain limits.memory_bytes
expect_in NSL_LIMITS__MEMORY_BYTES "$out"
expect_exit 3 "$NSL" config explain limits.memory
expect_in "limits.memory_bytes" "$err"
printf '[http]\nlisten = "127.0.0.1:1"\nlisen = 2\n' >wrong.toml
expect_exit 1 "$NSL" config check wrong.toml
expect_in 'wrong.toml:3:9: there is no setting "http.lisen"; did you mean "http.listen"?' "$err"
printf '[http]\nlisten = "127.0.0.1:1"\n' >right.toml
expect_exit 0 "$NSL" config check right.toml
NSL_HTTP__LISTEN=127.0.0.1:2 expect_exit 0 "$NSL" config show --config right.toml
grep -q '^http.listen  *127.0.0.1:2  *NSL_HTTP__LISTEN$' out || fail "the environment must win over the file"

expect_exit 0 "$NSL" version --output json
expect_in '"version"' "$out"
