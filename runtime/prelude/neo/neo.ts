// context.neo: questions to the Neo chain, and transactions. Each is a host call, so its answer is part of the record and a replay sees it
// again.
import { host_call } from '../engine/host_call.ts';
import { native } from '../host.ts';
import { types } from './types.ts';
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

interface InvokeRequest {
  contract: string;
  method: string;
  args?: readonly unknown[];
  account?: string;
  scope?: string;
  signers?: readonly { account?: string; scope?: string }[];
  validBlocks?: number;
}

interface Sent {
  hash: string;
  account: string;
  valid_until_block: number;
  system_fee: string;
  network_fee: string;
}

interface Ended {
  hash: string;
  block: number;
  gas_consumed: string;
  stack?: StackItem[];
  notifications?: { contract: string; event: string; state: StackItem }[];
}

async function final(hash: string): Promise<unknown> {
  const end = (await ask('final', { hash })) as Ended;
  return {
    hash: end.hash,
    block: end.block,
    gasConsumed: BigInt(end.gas_consumed),
    result: end.stack?.length ? from_item(end.stack[0]!) : null,
    events: (end.notifications ?? []).map(({ contract, event, state }) => ({ contract, event, state: from_item(state) })),
  };
}

async function invoke(request: InvokeRequest): Promise<unknown> {
  const { contract, method, args = [], account, scope, validBlocks } = request;
  const signers = (request.signers ?? [{ account, scope }]).map((one) => ({ account: one.account, scopes: one.scope }));
  const sent = (await ask('invoke', { contract, name: method, args: args.map(to_parameter), signers, valid_blocks: validBlocks })) as Sent;
  return Object.freeze({
    hash: sent.hash,
    account: sent.account,
    validUntilBlock: sent.valid_until_block,
    systemFee: BigInt(sent.system_fee),
    networkFee: BigInt(sent.network_fee),
    final: () => final(sent.hash),
  });
}

interface Transfer {
  from: string | null;
  to: string | null;
  amount: string;
  token_id?: string;
}
interface LoggedEvent {
  height: number;
  index: number;
  time: string;
  contract: string;
  event: string;
  transaction: string | null;
  state: StackItem;
  transfer?: Transfer;
}
interface EventPage {
  events: LoggedEvent[];
  cursor: string;
  more: boolean;
  first: number;
  height: number;
}

function to_transfer({ from, to, amount, token_id }: Transfer): object {
  const out = { from, to, amount: BigInt(amount) };
  return token_id === undefined ? out : { ...out, tokenId: from_base64(token_id) };
}

function to_event({ state, transfer, ...rest }: LoggedEvent): object {
  const out = { ...rest, args: from_item(state) };
  return transfer === undefined ? out : { ...out, transfer: to_transfer(transfer) };
}

async function events(query: object = {}): Promise<object> {
  const page = (await ask('events', query)) as EventPage;
  return { ...page, events: page.events.map(to_event) };
}

export const neo = Object.freeze({
  height: () => ask('height', {}) as Promise<number>,
  call,
  balance,
  block: (block: number | string) => ask('block', { block }),
  transaction: (hash: string) => ask('transaction', { hash }),
  applicationLog: (hash: string) => ask('application_log', { hash }),
  storage,
  invoke,
  final,
  events,
  types,
});

export type Neo = typeof neo;
