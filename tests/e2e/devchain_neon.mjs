// A transfer of GAS, from the first byte to the log, with neon-js. Called by devchain.sh with the URL of the chain.
import neon from "@cityofzion/neon-core";

const { rpc, sc, tx, u, wallet } = neon;
const gas = "d2a4cff31913016155e38e474a2c06d08be276cf";
const client = new rpc.RPCClient(process.argv[2]);
const dev = new wallet.Account("KxyjQ8eUa4FHt3Gvioyt1Wz29cTUrE4eTqX3yFSk1YFCsPL8uNsY");
const receiver = new wallet.Account(wallet.generatePrivateKey());

const { protocol } = await client.getVersion();
const script = sc.createScript({
  scriptHash: gas,
  operation: "transfer",
  args: [
    sc.ContractParam.hash160(dev.address),
    sc.ContractParam.hash160(receiver.address),
    sc.ContractParam.integer(150000000),
    sc.ContractParam.any(null),
  ],
});
const signers = [new tx.Signer({ account: dev.scriptHash, scopes: tx.WitnessScope.CalledByEntry })];
const tried = await client.invokeScript(u.HexString.fromHex(script), signers);
if (tried.state !== "HALT") throw new Error(`the script does not run: ${tried.exception}`);

const transaction = new tx.Transaction({
  signers,
  script,
  validUntilBlock: (await client.getBlockCount()) + 50,
  systemFee: u.BigInteger.fromNumber(tried.gasconsumed),
});
transaction.sign(dev, protocol.network);
transaction.networkFee = u.BigInteger.fromNumber(await client.calculateNetworkFee(transaction));
transaction.witnesses = [];
transaction.sign(dev, protocol.network);
const hash = await client.sendRawTransaction(transaction);

let log;
for (let i = 0; log === undefined && i < 100; ++i) {
  log = await client.getApplicationLog(hash).catch(() => undefined);
  if (log === undefined) await new Promise((resolve) => setTimeout(resolve, 50));
}
const [execution] = log.executions;
if (execution.vmstate !== "HALT") throw new Error(execution.exception);
if (execution.notifications[0].eventname !== "Transfer") throw new Error("no Transfer");
const sent = await client.getRawTransaction(hash, true);
if (sent.hash !== hash) throw new Error("another transaction");
const { balance } = await client.getNep17Balances(receiver.address);
console.log(`account ${receiver.address}`);
console.log(`balance ${balance[0].amount}`);
