// What bench/neo measures against: neon-js builds, signs and serialises the same transfer of GAS. Prints transactions a
// second of CPU time.
const { createRequire } = require('node:module');
const { join } = require('node:path');

const { tx, wallet, sc, u } = createRequire(join(__dirname, '../compare/package.json'))('@cityofzion/neon-core');
const gas = 'd2a4cff31913016155e38e474a2c06d08be276cf';
const mainnet = 860833102;
const account = new wallet.Account(wallet.generatePrivateKey());
let nonce = 0;

function transfer() {
  const args = [sc.ContractParam.hash160(account.address), sc.ContractParam.hash160('NKuyBkoGdZZSLyPbJEetheRhMjeznFZszf'), sc.ContractParam.integer(150000000), sc.ContractParam.any(null)];
  const transaction = new tx.Transaction({
    nonce: ++nonce,
    systemFee: u.BigInteger.fromNumber(997775),
    networkFee: u.BigInteger.fromNumber(122000),
    validUntilBlock: 1000,
    signers: [{ account: account.scriptHash, scopes: 'CalledByEntry' }],
    script: sc.createScript({ scriptHash: gas, operation: 'transfer', args }),
  });
  transaction.sign(account, mainnet);
  return transaction.serialize(true);
}

const count = 1000;
for (let i = 0; i < 100; i++) transfer(); // until the compiler is done with it
const before = process.cpuUsage();
for (let i = 0; i < count; i++) transfer();
const used = process.cpuUsage(before);
console.log((1e6 * count) / (used.user + used.system));
