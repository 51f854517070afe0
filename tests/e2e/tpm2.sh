#!/usr/bin/env bash
# A service that a TPM unseals at start, and not any more when the boot chain is another one.
source "$(dirname "$0")/lib.bash"
command -v swtpm >/dev/null || skip "swtpm is not installed"

mkdir tpm
start_tpm() {
  swtpm socket --tpm2 --tpmstate dir=tpm --server "type=unixio,path=$work/tpm.sock" \
    --ctrl "type=unixio,path=$work/tpm.sock.ctrl" --flags not-need-init,startup-clear &
  tpm=$!
  background+=("$tpm")
  wait_until 20 test -S tpm.sock.ctrl
}
reboot_tpm() {
  kill -KILL "$tpm"
  wait "$tpm" || true
  rm -f tpm.sock tpm.sock.ctrl
  start_tpm
}
# TPM2_PCR_Extend of PCR 7, as firmware does it.
extend_pcr_7() {
  node -e '
    const command = Buffer.from("80020000004100000182" + "00000007" + "00000009400000090000000000" +
      "00000001000b" + "11".repeat(32), "hex");
    const tpm = require("net").connect(process.argv[1], () => tpm.write(command));
    tpm.on("data", (answer) => process.exit(answer.readUInt32BE(6) === 0 ? 0 : 1));' "$work/tpm.sock"
}

start_tpm
export NSL_VAULT__TPM2="swtpm:path=$work/tpm.sock" NSL_VAULT__UNSEAL=tpm2

# A vault whose root key was never anywhere but in the TPM.
start_service
[ ! -e data/root.key ] || fail "a key file was made"
printf 'CG-4711' >key.txt
expect_exit 0 "$NSL" secret set COINGECKO_KEY --file key.txt
expect_exit 0 "$NSL" vault add recovery --shares 2 --threshold 2
grep '^nsl-share-' out >shares.txt
for number in 1 2; do sed -n "${number}p" shares.txt >"share$number.txt"; done
stop_service KILL

# The machine starts again, and so does the service, without anybody.
reboot_tpm
start_service
expect_exit 0 "$NSL" secret reveal COINGECKO_KEY --reason test
expect_equal CG-4711 "$out"

# Another firmware: sealed, and it says why. Shares unseal, and tpm2 is added for the new state.
extend_pcr_7
expect_exit 0 "$NSL" vault seal
expect_exit 4 "$NSL" vault unseal --tpm2
expect_in "PCR 7 changed" "$err"
stop_service TERM
start_service
expect_exit 0 "$NSL" vault status
expect_in sealed "$out"
grep -q 'PCR 7 changed' service.log || fail "the log does not say why the vault stays sealed"
expect_exit 0 "$NSL" vault unseal --share-file share1.txt --share-file share2.txt
expect_exit 0 "$NSL" vault add tpm2
expect_exit 0 "$NSL" vault seal
expect_exit 0 "$NSL" vault unseal --tpm2
expect_exit 0 "$NSL" secret reveal COINGECKO_KEY --reason test
expect_equal CG-4711 "$out"

# No TPM: the service starts, sealed.
stop_service TERM
kill -KILL "$tpm"
start_service
expect_exit 6 "$NSL" secret list
expect_exit 0 "$NSL" vault unseal --share-file share1.txt --share-file share2.txt
expect_exit 1 env NSL_VAULT__TPM2='cmd:true' "$NSL" dev --data-dir other
