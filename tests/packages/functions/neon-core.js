import { CONST, rpc, sc, tx, u, wallet } from '@cityofzion/neon-core';
export default () => {
  const account = new wallet.Account('L1QqQJnpBwbsPGAuutuzPTac8piqvbR1HRjrY5qHup48TBCBFe4g');
  const script = sc.createScript({ scriptHash: CONST.NATIVE_CONTRACT_HASH.GasToken, operation: 'transfer', args: [sc.ContractParam.hash160(account.address), sc.ContractParam.integer(5)] });
  const transaction = new tx.Transaction({ script, validUntilBlock: 100, signers: [{ account: account.scriptHash, scopes: 'CalledByEntry' }] });
  transaction.sign(account, 860833102);
  return [account.address, account.publicKey, script.length, transaction.hash().length, transaction.witnesses.length, u.BigInteger.fromDecimal('1.5', 8).toString(), typeof rpc.RPCClient, wallet.verify('00', wallet.sign('00', account.privateKey), account.publicKey)];
};
// => ["NPTmAHDxo6Pkyic8Nvu3kwyXoYJCvcCB6i","02028a99826edc0c97d18e22b6932373d908d323aa7f92656a77ec26e8861699ef",126,64,1,"150000000","function",true]
