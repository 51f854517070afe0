#!/usr/bin/env bash
# Secrets in functions, grants, and the audit log, by command line.
source "$(dirname "$0")/lib.bash"

start_service
marker=marker-71c2e5-never-to-be-found
printf '%s' "$marker" | "$NSL" secret set KEY >out 2>err || fail "$(cat err)"
cat >sign.js <<'JS'
export default async (input, context) => {
  const key = await context.secrets.get('KEY');
  console.log('signing with', key);
  return input === 'leak' ? key : key.length;
};
JS
expect_exit 0 "$NSL" function deploy sign.js

# Nothing without a grant, and no grant for what is no name.
expect_exit 1 "$NSL" invoke sign
expect_in "has no grant" "$err"
expect_exit 1 "$NSL" secret grant KEY --function '*' --exposure value
expect_in "a grant is for one function" "$err"
expect_exit 1 "$NSL" secret grant KEY --function sign --host '*.example.com'
expect_exit 1 "$NSL" secret grant KEY --function sign
expect_exit 3 "$NSL" secret grant NONE --function sign --exposure value

# With one: the function works, and the value is nowhere to be seen.
expect_exit 0 "$NSL" secret grant KEY --function sign --exposure value
grant=${out%%:*}
expect_exit 0 "$NSL" secret grants KEY
expect_in "$grant" "$out"
expect_exit 0 "$NSL" invoke sign
expect_equal "${#marker}" "$out"
expect_in "signing with [secret KEY]" "$err"
expect_exit 1 "$NSL" invoke sign '"leak"'
expect_in secret_in_output "$err"

# An execution that read a value says so when it is replayed.
expect_exit 0 "$NSL" invoke sign --output json
id=$(grep -o 'ex_[a-z0-9]*' <<<"$out" | head -n 1)
expect_exit 1 "$NSL" execution replay "$id"
expect_in "which is not in its record" "$err"

# Revoked is revoked.
expect_exit 0 "$NSL" secret revoke KEY "$grant"
expect_exit 3 "$NSL" secret revoke KEY "$grant"
expect_exit 1 "$NSL" invoke sign

# All of it is in the audit log.
expect_exit 0 "$NSL" audit tail --limit 3
expect_in "refused: host_call_denied" "$out"
expect_exit 0 "$NSL" audit search --secret KEY --action secret.get --outcome ok
expect_in "function:sign" "$out"
expect_exit 0 "$NSL" audit search --action grant.add --output json
expect_in "value to no host" "$out"

expect_exit 0 "$NSL" audit search --secret KEY --since 1h --output json
expect_in secret.get "$out"
expect_exit 0 "$NSL" audit search --secret KEY --until 1h --output json
case $out in *secret.get*) fail "entries of the last hour are not from before it" ;; esac
expect_exit 1 "$NSL" audit search --since yesterday
expect_in "A time is written like" "$err"

# The whole log, for who runs the service.
expect_exit 0 "$NSL" audit export --all whole.jsonl
expect_exit 0 "$NSL" audit verify whole.jsonl
expect_in "of all owners" "$out"
expect_exit 0 "$NSL" audit head --all

# It can be verified anywhere, and a change of it shows.
expect_exit 0 "$NSL" audit head
head=$out
expect_exit 0 "$NSL" audit export audit.jsonl
stop_service TERM
expect_exit 0 "$NSL" audit verify audit.jsonl
expect_in "whole" "$out"
expect_exit 0 "$NSL" audit verify audit.jsonl --expect "$head"
sed 's/function:sign/function:sing/' audit.jsonl >edited.jsonl
expect_exit 1 "$NSL" audit verify edited.jsonl
expect_in "line " "$err"
sed 4d audit.jsonl >shorter.jsonl
expect_exit 1 "$NSL" audit verify shorter.jsonl
expect_in "entries are missing" "$err"
head -n 5 audit.jsonl >cut.jsonl
expect_exit 1 "$NSL" audit verify cut.jsonl
expect_in "cut off" "$err"
expect_exit 1 "$NSL" audit verify audit.jsonl --expect "999999:${head#*:}"
expect_exit 2 "$NSL" audit verify audit.jsonl --expect nonsense
expect_exit 1 "$NSL" audit verify no-such-file

# The value is in no file of the service.
if grep -rqF "$marker" data; then fail "the value is in the data folder"; fi
