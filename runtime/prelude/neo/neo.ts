// context.neo: questions to the Neo chain. Each is a host call, so its answer is part of the record and a replay sees it
// again.
import { host_call } from '../engine/host_call.ts';
import { native } from '../host.ts';
import { from_base64, from_item, type StackItem, to_base64, to_parameter } from './values.ts';

async function ask(method: string, args: object): Promise<unknown> {
  return (await host_call('neo', { method, ...args })).result;
}

async function call(contract: string, name: string, args: readonly unknown[] = []): Promise<unknown> {
  const { stack } = (await ask('call', { contract, name, args: args.map(to_parameter) })) as { stack: StackItem[] };
  return stack.length === 0 ? null : from_item(stack[0]!);
}

async function balance(account: string, token = 'GAS'): Promise<bigint> {
  return BigInt((await ask('balance', { account, token })) as string);
}

async function storage(contract: string, key: Uint8Array | string): Promise<Uint8Array | null> {
  const bytes = typeof key === 'string' ? native.utf8_encode(key) : key;
  const value = (await ask('storage', { contract, key: to_base64(bytes) })) as string | null;
  return value === null ? null : from_base64(value);
}

export const neo = Object.freeze({
  height: () => ask('height', {}) as Promise<number>,
  call,
  balance,
  block: (block: number | string) => ask('block', { block }),
  transaction: (hash: string) => ask('transaction', { hash }),
  applicationLog: (hash: string) => ask('application_log', { hash }),
  storage,
});

export type Neo = typeof neo;
