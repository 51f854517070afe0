#!/usr/bin/env bash
# Functions with a secret that change the chain and then come to their limits, or are cancelled on the way: each ends as
# it should, what it sent is in a block exactly once, and the worker goes on.
source "$(dirname "$0")/lib.bash"

to=NPTmAHDxo6Pkyic8Nvu3kwyXoYJCvcCB6i
start_service
datoshi() { "$NSL" neo call GasToken balanceOf "$to" 2>/dev/null | grep -o '"value":"[0-9]*"' | grep -o '[0-9]*'; }

cat >pay.js <<'END'
const rest = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export default async function ({ from, to, then }, { neo, secrets }) {
  const note = await secrets.get('NOTE');
  const tx = await neo.invoke({ contract: 'GasToken', method: 'transfer', args: [from, to, 1n, null] });
  console.log('sent', tx.hash, note);
  const hoard = [];
  while (then === 'compute') hoard.length = 0;
  while (then === 'hoard') hoard.push(new Array(10000).fill(hoard.length));
  while (then === 'ask') await neo.height();
  while (then === 'rest') await rest(100);
  const outcome = await tx.final();
  return { length: note.length, block: outcome.block };
}
END
expect_exit 0 "$NSL" function deploy pay.js --cpu 300ms --memory 16MiB --wall 20s
expect_exit 0 "$NSL" neo grant dev --function pay --contract GasToken --method transfer --call-max 1 --day-max 10
printf hush-hush >note
"$NSL" secret set NOTE <note >/dev/null
expect_exit 0 "$NSL" secret grant NOTE --function pay --exposure value
from=Nhfg3TbpwogLvDGVvAvqyThbsHgoSUKwtn
input() { echo "{\"from\":\"$from\",\"to\":\"$to\",\"then\":\"$1\"}"; }
status_is() { "$NSL" execution show "$1" 2>/dev/null | grep -q "^status  *$2\$"; }

# ends STATUS THEN: what it does after it has paid, and how that ends.
ends() {
  expect_exit 1 "$NSL" invoke pay "$(input "$2")"
  local id
  id=$("$NSL" execution list pay --limit 1 --output json | grep -o 'ex_[a-z0-9]*' | head -n 1)
  status_is "$id" "$1" || fail "$2 did not end as $1: $("$NSL" execution show "$id")"
}
ends timed_out compute
ends memory_exceeded hoard
ends failed ask # at its limit of host calls
expect_exit 0 "$NSL" invoke pay "$(input final)"
expect_in '"length":9' "${out//[[:space:]]/}"

# In mid-flight: it has paid, and would rest until its wall time is over.
expect_exit 0 "$NSL" invoke pay "$(input rest)" --async
id=$(grep -o 'ex_[a-z0-9]*' out | head -n 1)
paid_for() { [ "$(datoshi)" = "$1" ]; }
wait_until 60 paid_for 5
expect_exit 0 "$NSL" execution cancel "$id"
wait_until 60 status_is "$id" cancelled

# All five are paid once each, nothing is left open, and the secret is in no log.
expect_equal 5 "$(datoshi)"
"$NSL" neo tx list --state sent --output json | grep -q hash && fail "transactions are left open"
expect_exit 0 "$NSL" logs pay
expect_in sent "$out"
[[ $out != *hush-hush* ]] || fail "the secret is in the logs"
stop_service TERM
! grep -q hush-hush service.log || fail "the secret is in the service's log"
