// Compiles against the types as an author's function would; part of the check `tsc -p runtime/types`.
import type { Context, Handler } from 'nsl';

interface Order {
  item: string;
  amount: number;
}

const handler: Handler<Order, { total: string; by: string }> = async ({ item, amount }, context: Context) => {
  const url = new URL(`/price?item=${encodeURIComponent(item)}`, 'https://api.example.com');
  const response = await fetch(url, { headers: { accept: 'application/json' }, signal: AbortSignal.timeout(2_000) });
  if (!response.ok) throw new Error(`no price for ${item}: ${response.status}`, { cause: await response.text() });
  const { price } = (await response.json()) as { price: number };
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(item));
  console.log('priced', context.execution.id, new Uint8Array(digest).length, context.execution.deadline.toISOString());
  const { privateKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']);
  await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, privateKey, digest);
  const balance: bigint = await context.neo.balance('NXy...', 'GAS');
  console.log(await context.neo.height(), balance, await context.neo.call('GasToken', 'balanceOf', ['NXy...']));
  const sent = await context.neo.invoke({ contract: 'GasToken', method: 'transfer', args: ['NXy...', 'NXz...', 150_000_000n, null] });
  const outcome = await sent.final();
  console.log(context.neo.types.formatAmount(outcome.gasConsumed), context.neo.types.addressToHash('NXy...'));
  console.log(sent.hash, outcome.block, outcome.gasConsumed + sent.networkFee, outcome.events[0]?.event);
  for (const [name, value] of response.headers) console.debug(name, value);
  await new Promise<void>((resolve) => setTimeout(resolve, 10));
  // @ts-expect-error There is no document here.
  document.title = item;
  return { total: (price * amount).toFixed(2), by: context.execution.trigger.type };
};

export default handler;
