#!/usr/bin/env bash
# Examples that read the chain and act on it: nft-metadata, treasury-report, proof-of-reserves, dead-mans-switch.
source "$(dirname "$0")/lib.bash"
command -v node >/dev/null || skip "node, which plays the other hosts, is not installed"
start_service
member() { node -p "JSON.parse(require('fs').readFileSync(0, 'utf8')).$1"; }
echo dev >passphrase
dev=Nhfg3TbpwogLvDGVvAvqyThbsHgoSUKwtn
sign=(--from dev --wallet data/dev-wallet.json --passphrase-file passphrase --wait)
send() { "$NSL" neo transfer "$1" "$2" "$3" "${sign[@]}" >/dev/null; }
deploy() { expect_exit 0 "$NSL" function deploy "$repository/examples/$1.js" "${@:2}"; }
savings=$("$NSL" neo account create savings --output json | member address)
heir=$("$NSL" neo account create heir --output json | member address)

chain=$(sed -n 's/.*"rpc":"\([^"]*\)".*/\1/p' "$NSL_PROFILE") # the chain itself, which has a transaction as soon as it is final

# The metadata of an NFT: what the contract says wins over the document that it names.
cat >document.mjs <<'JS'
import { createServer } from "node:http";
import { writeFileSync } from "node:fs";
const server = createServer((request, response) => {
  if (request.url !== "/1.json") return response.writeHead(404).end();
  response.end(JSON.stringify({ name: "wrong", description: "the first", image: "ipfs://Qm1/a.png" }));
});
server.listen(0, "127.0.0.1", () => writeFileSync("port", String(server.address().port)));
JS
node document.mjs &
background+=("$!")
wait_until 20 test -s port
host=127.0.0.1:$(cat port)
# nft PATH: deploys a contract whose one NFT names the document at PATH; its hash is in $contract.
owner=0x00000000000000000000000000000000000000ab
nft() {
  node "$repository/tests/e2e/nft_contract.mjs" "$owner" name="Neo #1" "tokenURI=http://$host/$1" >contract
  expect_exit 0 "$NSL" neo invoke ContractManagement deploy "bytes:$(sed -n 1p contract)" "string:$(sed -n 2p contract)" \
    "${sign[@]}"
  expect_exit 0 "$NSL" neo events ContractManagement --event Deploy --from 0 --rpc "$chain" --output json
  contract=$(node -p 'const hashes = require("fs").readFileSync(0, "utf8").match(/[A-Za-z0-9+/]{27}=/g);
    "0x" + Buffer.from(hashes.at(-1), "base64").reverse().toString("hex")' <<<"$out")
}
nft 1.json
deploy nft-metadata --allow-host "$host"
expect_exit 0 "$NSL" invoke nft-metadata "{\"contract\":\"$contract\",\"tokenId\":\"01\"}"
expect_equal "{\"name\":\"Neo #1\",\"description\":\"the first\",\"image\":\"https://ipfs.io/ipfs/Qm1/a.png\",\
\"contract\":\"$contract\",\"tokenId\":\"01\",\"owner\":\"$owner\"}" "$out"
expect_exit 1 "$NSL" invoke nft-metadata "{\"contract\":\"$contract\",\"tokenId\":\"1\"}"
expect_in "in hexadecimal" "$err"
expect_exit 1 "$NSL" invoke nft-metadata '{"contract":"GasToken","tokenId":"01"}'
expect_in "method not found" "$err"

# A report of balances, and of what moved.
send NEO "$savings" 7
since=$(($("$NSL" neo node status --output json | grep -o '"height": [0-9]*' | grep -o '[0-9]*') + 1))
send GAS "$savings" 2.5
send GAS "$heir" 0.00000001
deploy treasury-report
report() { "$NSL" invoke treasury-report "{\"accounts\":{\"savings\":\"$savings\",\"=heir\":\"$heir\"}$1}"; }
followed() { report ",\"since\":$since" | grep -q '"received":"0.00000001"'; }
wait_until 60 followed  # the service reads the chain some time after it has grown
expect_exit 0 report ",\"since\":$since"
expect_in '"totals":{"NEO":"7","GAS":"2.50000001"}' "$out"
expect_in '{"account":"savings","token":"NEO","balance":"7","received":"0","sent":"0"}' "$out"
expect_in '{"account":"savings","token":"GAS","balance":"2.5","received":"2.5","sent":"0"}' "$out"
expect_in "\\\"'=heir\\\",\\\"GAS\\\",\\\"0.00000001\\\",\\\"0.00000001\\\",\\\"0\\\"\\r\\n" "$out"
expect_exit 0 report ''
expect_in '{"account":"savings","token":"GAS","balance":"2.5"}' "$out"

# A statement of what is there, which others can check.
node -e 'const { generateKeyPairSync } = require("crypto"), { writeFileSync } = require("fs");
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  writeFileSync("private.pem", privateKey.export({ type: "pkcs8", format: "pem" }));
  writeFileSync("public.pem", publicKey.export({ type: "spki", format: "pem" }));'
deploy proof-of-reserves
reserves() { "$NSL" invoke proof-of-reserves "{\"accounts\":[\"$savings\",\"$heir\"],\"liabilities\":\"$1\"}"; }
expect_exit 1 reserves 1
expect_in "has no grant" "$err"
expect_exit 0 "$NSL" secret set RESERVES_KEY --file private.pem
expect_exit 0 "$NSL" secret grant RESERVES_KEY --function proof-of-reserves --exposure value
expect_exit 0 reserves 2.50000001
node -e 'const { verify } = require("crypto"), { readFileSync } = require("fs");
  const { statement, signature } = JSON.parse(readFileSync("out", "utf8"));
  const key = { key: readFileSync("public.pem"), dsaEncoding: "ieee-p1363" };
  const right = (text) => verify("sha256", Buffer.from(text), key, Buffer.from(signature, "base64"));
  if (!right(statement) || right(statement.replace("2.5", "3.5"))) process.exit(1);
  const { total, covered, accounts } = JSON.parse(statement);
  if (total !== "2.50000001" || covered !== true || Object.values(accounts)[0] !== "2.5") process.exit(1);' ||
  fail "the statement cannot be checked: $out"
expect_exit 0 reserves 2.50000002
expect_in '\"covered\":false' "$out"
expect_exit 1 "$NSL" invoke proof-of-reserves "{\"accounts\":[\"$savings\",\"$savings\"]}"
expect_in "counted twice" "$err"

# The heir gets what the silent leave, and nothing of those who live.
deploy dead-mans-switch
switch() { "$NSL" invoke dead-mans-switch "{\"owner\":\"$1\",\"heir\":\"$heir\",\"silentBlocks\":$2}"; }
lives() { switch "$1" 5 | grep -q '"alive":true'; }
wait_until 60 lives "$dev"
expect_exit 0 switch "$dev" 5
expect_in '"alive":true,"lastSeen":' "$out"
expect_exit 0 switch "$savings" 1000000
expect_equal '{"alive":true,"lastSeen":null}' "$out"
expect_exit 1 switch "$savings" 3
expect_in "has no grant" "$err"
expect_exit 0 "$NSL" neo grant savings --function dead-mans-switch --contract GasToken --method transfer --call-max 5 --day-max 5
expect_exit 0 switch "$savings" 3
expect_in '"alive":false,"paid":"230000000"' "$out"
paid() { "$NSL" neo call GasToken balanceOf "$heir" | grep -q '"value":"230000001"'; }
wait_until 60 paid
wait_until 60 lives "$savings"  # it has just paid
expect_exit 1 switch "$savings" 0
expect_in "silentBlocks must be 1 or more" "$err"
stop_service TERM
expect_equal 0 "$status"
