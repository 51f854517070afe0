#!/usr/bin/env bash
# Accounts that the service signs for, by command line: keys go in and never come out.
source "$(dirname "$0")/lib.bash"

start_service
# `nsl dev` has one that is funded on its chain, also after a restart.
expect_exit 0 "$NSL" neo account list
expect_in dev "$out"
expect_exit 0 "$NSL" neo account show dev
expect_in Nhfg3TbpwogLvDGVvAvqyThbsHgoSUKwtn "$out"

# A key that is made here.
expect_exit 0 "$NSL" neo account create treasury
address=$out
expect_exit 1 "$NSL" neo account create treasury
expect_exit 1 "$NSL" neo account create 'Not A Name'

# A key that comes in, from standard input or the user's own wallet.
wif=L1QqQJnpBwbsPGAuutuzPTac8piqvbR1HRjrY5qHup48TBCBFe4g
"$NSL" neo account import known <<<"$wif" >out 2>err || fail "$(cat err)"
expect_equal NPTmAHDxo6Pkyic8Nvu3kwyXoYJCvcCB6i "$(cat out)"
echo secret >passphrase
expect_exit 0 "$NSL" wallet create alice --passphrase-file passphrase
hers=$out
expect_exit 0 "$NSL" neo account import hers --from-wallet alice --passphrase-file passphrase
expect_equal "$hers" "$out"

# Programs that change a wallet at once lose nothing.
creating=()
for number in 1 2 3 4 5 6; do
  "$NSL" wallet create "at-once-$number" --passphrase-file passphrase >/dev/null 2>&1 &
  creating+=("$!")
done
for pid in "${creating[@]}"; do wait "$pid" || fail "a wallet was not created"; done
expect_exit 0 "$NSL" wallet list
for number in 1 2 3 4 5 6; do expect_in "at-once-$number" "$out"; done

# Grants.
expect_exit 1 "$NSL" neo grant treasury --function '*' --contract GasToken --method transfer --call-max 1 --day-max 2
expect_in "for one function" "$err"
expect_exit 1 "$NSL" neo grant treasury --function payout --contract Gas --method transfer --call-max 1 --day-max 2
expect_exit 3 "$NSL" neo grant nobody --function payout --contract GasToken --method transfer --call-max 1 --day-max 2
expect_exit 0 "$NSL" neo grant treasury --function payout --contract GasToken --method transfer --call-max 1 --day-max 2
grant=${out%%:*}
expect_exit 0 "$NSL" neo grants treasury
expect_in "$grant" "$out"

# All of it is there after a restart, and in the audit log.
stop_service TERM
start_service
expect_exit 0 "$NSL" neo account show treasury
expect_in "$address" "$out"
expect_exit 0 "$NSL" neo revoke treasury "$grant"
expect_exit 3 "$NSL" neo revoke treasury "$grant"
expect_exit 2 "$NSL" neo account delete treasury
expect_exit 0 "$NSL" neo account delete treasury --yes
expect_exit 3 "$NSL" neo account show treasury
for action in create import delete grant revoke; do
  expect_exit 0 "$NSL" audit search --action "account.$action"
  expect_in "account.$action" "$out"
done

# Keys are in no file of the service, and there is no way to read them.
expect_exit 3 "$NSL" secret reveal known --reason curious
stop_service TERM
if grep -rqF "$wif" data service.log; then fail "a key is in the data folder"; fi
