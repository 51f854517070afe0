#!/usr/bin/env bash
# A function that changes the chain: deploy, grant, invoke, final; what is not granted; a replay sends nothing; kill -9 at
# any moment pays each execution exactly once.
source "$(dirname "$0")/lib.bash"

dev=Nhfg3TbpwogLvDGVvAvqyThbsHgoSUKwtn
to=NPTmAHDxo6Pkyic8Nvu3kwyXoYJCvcCB6i
start_service
datoshi() { "$NSL" neo call GasToken balanceOf "$to" 2>/dev/null | grep -o '"value":"[0-9]*"' | grep -o '[0-9]*'; }
pay() { echo "{\"from\":\"$dev\",\"to\":\"$to\",\"amount\":\"$1\"}"; }

expect_exit 0 "$NSL" function deploy "$repository/examples/payout.js"
expect_exit 1 "$NSL" invoke payout "$(pay 1.5)"
expect_in "has no grant to have" "$err"
expect_exit 0 "$NSL" neo grant dev --function payout --contract GasToken --method transfer --call-max 2 --day-max 1000
grant=${out%%:*}

# It happens, and the chain says so.
expect_exit 0 "$NSL" invoke payout "$(pay 1.5)" --output json
id=$(grep -o 'ex_[a-z0-9]*' <<<"$out" | head -n 1)
hash=$(grep -o '0x[0-9a-f]\{64\}' <<<"$out" | head -n 1)
expect_equal 150000000 "$(datoshi)"
expect_exit 0 "$NSL" neo tx status "$hash" --wait
expect_in "final in block" "$out"
expect_exit 0 "$NSL" neo tx list --state final
expect_in "$hash" "$out"
expect_exit 1 "$NSL" neo tx cancel "$hash"
expect_in "has ended" "$err"

# A replay gives the same and sends nothing.
expect_exit 0 "$NSL" execution replay "$id"
expect_equal 150000000 "$(datoshi)"

# What is refused costs nothing and says why.
expect_exit 1 "$NSL" invoke payout "$(pay 2)"
expect_in "the grant allows 2 a call" "$err"
expect_exit 1 "$NSL" invoke payout "{\"from\":\"$to\",\"to\":\"$dev\",\"amount\":\"1\"}"
expect_in faults "$err"
expect_equal 150000000 "$(datoshi)"
expect_exit 0 "$NSL" audit search --action account.sign
expect_in "refused: neo_over_ceiling" "$out"
expect_in "$grant" "$("$NSL" audit search --action account.sign --output json)"

# kill -9 while executions pay: each that was acknowledged pays once, and none twice.
client() {
  while "$NSL" invoke payout "$(pay 0.00000001)" --async >>acknowledged 2>/dev/null; do :; done
}
touch acknowledged
more_than() { [ "$(wc -l <acknowledged)" -gt "$1" ]; }
for _ in 1 2 3 4; do
  before=$(wc -l <acknowledged)
  client &
  busy=$!
  background+=("$busy")
  wait_until 60 more_than "$((before + 2))"
  sleep "0.$((RANDOM % 5))"
  stop_service KILL
  wait "$busy" || true
  start_service
done
none() { [ -z "$("$NSL" execution list payout --status "$1" --output json | grep '"id"')" ]; }
wait_until 60 none queued
wait_until 60 none running
while read -r id; do
  expect_exit 0 "$NSL" execution show "$id"
  grep -q '^status  *succeeded$' out || fail "$id was acknowledged and has not succeeded: $out"
done < <(grep -o 'ex_[a-z0-9]*' acknowledged)
paid=$(($(datoshi) - 150000000))
all=$("$NSL" execution list payout --status succeeded --limit 10000 --output json | grep -c '"id"')
expect_equal "$((all - 1))" "$paid"
[ "$paid" -ge 4 ] || fail "too little was paid to say anything"
"$NSL" neo tx list --state sent --output json | grep -q hash && fail "transactions are left open"
echo "$paid executions paid once each over four kills"

# Without the grant nothing is signed any more.
expect_exit 0 "$NSL" neo revoke dev "$grant"
expect_exit 1 "$NSL" invoke payout "$(pay 1)"
expect_in "has no grant to have" "$err"
stop_service TERM
