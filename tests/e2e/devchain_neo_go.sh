#!/usr/bin/env bash
# The development chain of `nsl dev` as neo-go's own command line sees it: queries, transfers, invocations, a signing that
# others go on with.
source "$(dirname "$0")/lib.bash"
source "$repository/tests/e2e/lib_neo_go.bash"
start_service
rpc=(-r "$(sed -n 's/.*"rpc":"\([^"]*\)".*/\1/p' data/profile.json)")
printf 'Path: data/dev-wallet.json\nPassword: dev\n' >dev.yml
dev=Nhfg3TbpwogLvDGVvAvqyThbsHgoSUKwtn
account=NVg7LjGcUSrgxgjX3zEgqaksfMaiS8Z6e1
with_wallet=(--wallet-config dev.yml "${rpc[@]}")
done_on_chain() {
  expect_in "OnChain:	true" "$out"
  expect_in "VMState:	HALT" "$out"
}

expect_exit 0 "$neo_go" query height "${rpc[@]}"
expect_in "Latest block: 1" "$out"
expect_exit 0 "$neo_go" query committee "${rpc[@]}"
expect_in 02b3622bf4017bdfe317c58aed5f4c753f206b7db896046fa7d774bbc4bf7f8dc2 "$out"
expect_exit 0 "$neo_go" query candidates "${rpc[@]}"
expect_exit 0 "$neo_go" query voter "${rpc[@]}" "$dev"
expect_exit 0 "$neo_go" wallet nep17 balance "${with_wallet[@]}"
expect_in "Amount : 10000000" "$out"

expect_exit 0 "$neo_go" wallet nep17 transfer "${with_wallet[@]}" --from "$dev" --to "$account" --token GAS --amount 1.5 --force --await
done_on_chain
hash=$(head -n 1 <<<"$out")
expect_exit 0 "$neo_go" query tx "${rpc[@]}" "$hash"
expect_in "Success:		true" "$out"
expect_exit 0 "$NSL" neo tx show "0x${hash#0x}" --output json
expect_in "\"sender\": \"$dev\"" "$out"
expect_exit 0 "$neo_go" wallet nep17 multitransfer "${with_wallet[@]}" --from "$dev" --force --await "GAS:$account:1" "NEO:$account:2"
done_on_chain
expect_exit 0 "$neo_go" contract testinvokefunction "${rpc[@]}" 0xd2a4cff31913016155e38e474a2c06d08be276cf balanceOf "$account"
expect_in '"value": "250000000"' "$out"
expect_exit 0 "$neo_go" contract invokefunction "${with_wallet[@]}" -a "$dev" --force --await 0xef4073a0f2b305a38ec4050e4d3d28bc40ea63f5 transfer "$dev" "$account" int:1 any: -- "$dev"
done_on_chain
expect_exit 0 "$neo_go" wallet claim "${with_wallet[@]}" -a "$dev" --force --await
done_on_chain
# More than there is: refused before it is sent.
expect_exit 1 "$neo_go" wallet nep17 transfer "${with_wallet[@]}" --from "$dev" --to "$account" --token GAS --amount 99999999 --await
stop_service TERM
