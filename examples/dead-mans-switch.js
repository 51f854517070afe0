// Sends what an account holds to an heir once its owner has been silent for some number of blocks: nothing left the
// account meanwhile. Any transfer from it, to oneself too, is a sign of life.
//
//   nsl neo account import savings --from-wallet savings
//   nsl function deploy examples/dead-mans-switch.js --wall 60s
//   nsl neo grant savings --function dead-mans-switch --contract GasToken --method transfer --call-max 90 --day-max 90
//   nsl invoke dead-mans-switch '{"owner":"NXy...","heir":"NAb...","silentBlocks":40000}'
//                                                  {"alive":true,"lastSeen":81234}
//                                                  {"alive":false,"paid":"…","transaction":"0x…"}
const FEES = 20_000_000n;  // 0.2 GAS stays behind for them; a transfer takes 0.12

export default async function ({ owner, heir, silentBlocks }, { neo }) {
  if (!Number.isInteger(silentBlocks) || silentBlocks < 1) throw new RangeError('silentBlocks must be 1 or more');
  const height = await neo.height();
  const since = height - silentBlocks;
  if (since < 0) return { alive: true, lastSeen: null };
  const lastSeen = await lastTransferFrom(neo, owner, since, height);
  if (lastSeen !== null) return { alive: true, lastSeen };

  const amount = (await neo.balance(owner)) - FEES;
  if (amount <= 0n) return { alive: false, paid: '0' };
  const transaction = await neo.invoke({ contract: 'GasToken', method: 'transfer', args: [owner, heir, amount, null] });
  await transaction.final();
  return { alive: false, paid: String(amount), transaction: transaction.hash };
}

async function lastTransferFrom(neo, owner, since, height) {
  let last = null;
  for (let query = { from: since + 1 }; ; ) {
    const page = await neo.events({ event: 'Transfer', account: owner, limit: 1_000, ...query });
    // Who cannot see must not decide.
    if (page.first > since + 1) throw new Error(`events are kept from block ${page.first} on: too few`);
    if (page.height < height) throw new Error(`the service has read up to block ${page.height} only; ask again`);
    for (const { height: block, transfer } of page.events) {
      if (transfer?.from === owner) last = block;
    }
    if (!page.more) return last;
    query = { cursor: page.cursor };
  }
}
