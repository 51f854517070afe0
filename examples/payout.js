// Pays GAS from an account that the service signs for, and waits until the chain has it.
//
//   nsl function deploy examples/payout.js
//   nsl neo grant dev --function payout --contract GasToken --method transfer --call-max 5 --day-max 50
//   nsl invoke payout '{"from":"Nhfg3TbpwogLvDGVvAvqyThbsHgoSUKwtn","to":"NXy...","amount":"1.5"}'
//
// The grant is what decides: another contract, another method or more GAS is refused. Run again after a crash, an execution
// does not pay twice.
export default async function payout({ from, to, amount }, { neo }) {
  const [whole, fraction = ''] = amount.split('.');
  if (!/^\d+$/.test(whole) || !/^\d{0,8}$/.test(fraction)) throw new RangeError('an amount is written like 1.5');
  const datoshi = BigInt(whole + fraction.padEnd(8, '0'));

  const transaction = await neo.invoke({
    contract: 'GasToken',
    method: 'transfer',
    args: [from, to, datoshi, null],
  });
  const { block, gasConsumed } = await transaction.final();
  return { hash: transaction.hash, block, fees: String(gasConsumed + transaction.networkFee) };
}
