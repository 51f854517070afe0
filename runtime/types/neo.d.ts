/** What a contract takes: an exact `{ type, value }`, or a value that is taken for what it looks like. */
export type NeoArgument =
  | null | undefined | boolean | bigint | number | string | Uint8Array
  | readonly NeoArgument[] | ReadonlyMap<NeoArgument, NeoArgument>
  | { readonly type: string; readonly value?: unknown };

/** What a contract gives: numbers are bigint, ByteString and Buffer are Uint8Array. */
export type NeoValue = null | boolean | bigint | Uint8Array | NeoValue[] | Map<NeoValue, NeoValue> | { readonly type: string };

/**
 * Questions to the Neo chain; nothing is signed, sent or paid. They need a node (setting `neo.rpc`). Answers are those of
 * the last block. A question that fails rejects with an error that has a `code`: "unavailable" (no node answers; try again
 * later), "conflict" (the call faults; its message says why), "invalid_argument".
 *
 * Contracts are named by their hash ("0x...") or, for native ones, by name ("GasToken"); "GAS" and "NEO" are their tokens.
 */
export interface Neo {
  /** Of the last block. */
  height(): Promise<number>;
  /** What a method returns, run on the state of the last block. A text that is an address or a hash is passed as such. */
  call(contract: string, method: string, args?: readonly NeoArgument[]): Promise<NeoValue>;
  /** In the token's smallest unit: 100000000n is 1 GAS. */
  balance(account: string, token?: string): Promise<bigint>;
  /** By height or hash, as JSON-RPC's getblock gives it; null when there is none. */
  block(block: number | string): Promise<unknown>;
  /** As getrawtransaction gives it; null when the chain does not have it. */
  transaction(hash: string): Promise<unknown>;
  /** What a transaction did, as getapplicationlog gives it; null while it is not on the chain. */
  applicationLog(hash: string): Promise<unknown>;
  /** A value that a contract stored; null when there is none. A key that is text is taken as UTF-8. */
  storage(contract: string, key: Uint8Array | string): Promise<Uint8Array | null>;
}
