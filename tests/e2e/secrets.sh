#!/usr/bin/env bash
# Secrets and the vault by command line: from setting one to a service that is killed.
source "$(dirname "$0")/lib.bash"

start_service
marker=marker-3c9f0a-never-to-be-found

# Bad input, one clear problem each.
expect_exit 2 "$NSL" secret set KEY
expect_in "it is empty" "$err"
expect_exit 2 "$NSL" secret set KEY "$marker"
case $err in *"$marker"*) fail "a value on the command line is repeated" ;; esac
expect_exit 1 "$NSL" secret set 'no name' --file <(printf x)
expect_in "1 to 128 characters" "$err"
expect_exit 3 "$NSL" secret show KEY
expect_in "nsl secret list" "$err"
expect_exit 2 "$NSL" secret reveal KEY

# A value comes from standard input or a file; one line end at its end is not part of it.
echo "$marker-1" | "$NSL" secret set KEY --tag team=oracle --description 'Price source' >out 2>err || fail "$(cat err)"
printf '%s\n' "$marker-2" >value.txt
expect_exit 0 "$NSL" secret set KEY --file value.txt
expect_in "version 2" "$out"
expect_exit 0 "$NSL" secret set RAW --file value.txt --raw
expect_exit 0 "$NSL" secret reveal KEY --reason test
expect_equal "$marker-2" "$out"
"$NSL" secret reveal RAW --reason test | cmp - value.txt || fail "--raw must keep the line end"

# What is shown is metadata.
for command in "list" "show KEY" "versions KEY" "list --output json" "show KEY --output json"; do
  expect_exit 0 "$NSL" secret $command
  case $out in *"$marker"*) fail "secret $command shows a value" ;; esac
done
expect_exit 0 "$NSL" secret show KEY
expect_in "team=oracle" "$out"

# Versions.
expect_exit 0 "$NSL" secret label KEY stable --version 1
expect_exit 0 "$NSL" secret reveal KEY --reason test --label stable
expect_equal "$marker-1" "$out"
expect_exit 0 "$NSL" secret rollback KEY
expect_exit 0 "$NSL" secret reveal KEY --reason test
expect_equal "$marker-1" "$out"
expect_exit 1 "$NSL" secret set KEY --file value.txt --if-revision 1
expect_in "somebody changed it" "$err"
expect_exit 1 "$NSL" secret set KEY --file value.txt --create
expect_exit 0 "$NSL" secret disable KEY
expect_exit 1 "$NSL" secret reveal KEY --reason test
expect_in "is disabled" "$err"
expect_exit 0 "$NSL" secret enable KEY
expect_exit 2 "$NSL" secret destroy KEY
expect_exit 0 "$NSL" secret destroy KEY --version 2 --yes

# Backups: for a passphrase, and for the holder of a key.
echo 'correct horse battery' >passphrase.txt
expect_exit 0 "$NSL" secret export --to all.nslx --passphrase-file passphrase.txt
expect_equal 600 "$(stat -c %a all.nslx)"
expect_exit 0 "$NSL" secret keygen backup.key
recipient=$out
expect_exit 2 "$NSL" secret keygen backup.key
expect_exit 0 "$NSL" secret export --to sealed.nslx --recipient "$recipient"
if grep -qF "$marker" all.nslx sealed.nslx; then fail "a backup shows a value"; fi
expect_exit 1 "$NSL" secret import all.nslx --passphrase-file passphrase.txt
expect_in "nothing was imported" "$err"
expect_exit 0 "$NSL" secret destroy KEY --yes
echo 'wrong horse battery' >wrong.txt
expect_exit 4 "$NSL" secret import all.nslx --passphrase-file wrong.txt
expect_exit 0 "$NSL" secret import sealed.nslx --key-file backup.key --skip-existing
expect_in "1 secrets imported, 1 were there already" "$out"
expect_exit 0 "$NSL" secret reveal KEY --reason test
expect_equal "$marker-1" "$out"

# A passphrase in place of the file, and a service that waits for it.
expect_exit 0 "$NSL" vault add passphrase --passphrase-file passphrase.txt
expect_exit 0 "$NSL" vault remove file
expect_exit 1 "$NSL" vault remove passphrase
stop_service TERM
NSL_VAULT__UNSEAL=manual start_service
expect_exit 6 "$NSL" secret list
expect_exit 4 "$NSL" vault unseal --passphrase-file wrong.txt
expect_exit 0 "$NSL" vault unseal --passphrase-file passphrase.txt
expect_exit 0 "$NSL" vault verify

# No room: nothing is changed, the service lives, and goes on once there is room.
prlimit --pid "$service" --fsize=0:
expect_exit 6 "$NSL" secret set ROOM --file value.txt
expect_in "the disk" "$err"
prlimit --pid "$service" --fsize=unlimited:
expect_exit 3 "$NSL" secret show ROOM
expect_exit 0 "$NSL" secret set ROOM --file value.txt
expect_exit 0 "$NSL" vault verify

# Killed while it changes and rotates: the old state or the new one, and every value readable.
expect_exit 0 "$NSL" vault rotate owner-key
for i in $(seq 1 40); do echo "$marker-kill-$i" | "$NSL" secret set "KILL-$((i % 5))" >/dev/null 2>&1 || true; done &
writer=$!
sleep 0.4
stop_service KILL
wait "$writer" || true
NSL_VAULT__UNSEAL=manual start_service
expect_exit 0 "$NSL" vault unseal --passphrase-file passphrase.txt
expect_exit 0 "$NSL" vault verify
expect_exit 0 "$NSL" secret list --output json
for name in $(grep -o '"name": "[^"]*"' out | cut -d'"' -f4); do
  expect_exit 0 "$NSL" secret reveal "$name" --reason test
  expect_in "$marker" "$out"
done
settled() { ! "$NSL" vault status | grep -q '^rotating'; }
wait_until 60 settled
expect_exit 0 "$NSL" vault verify

# At rest, in logs and in the process list: no value, not even in base64.
stop_service TERM
base64_marker=$(printf %s "$marker" | base64 | cut -c1-36)
if grep -rqF -e "$marker" -e "$base64_marker" data service.log; then fail "a value was left in $(grep -rlF -e "$marker" -e "$base64_marker" data service.log)"; fi
