/** What a contract takes: an exact `{ type, value }`, or a value that is taken for what it looks like. */
export type NeoArgument =
  | null | undefined | boolean | bigint | number | string | Uint8Array
  | readonly NeoArgument[] | ReadonlyMap<NeoArgument, NeoArgument>
  | { readonly type: string; readonly value?: unknown };

/** What a contract gives: numbers are bigint, ByteString and Buffer are Uint8Array, an iterator is the list of its items. */
export type NeoValue = null | boolean | bigint | Uint8Array | NeoValue[] | Map<NeoValue, NeoValue> | { readonly type: string };

export interface NeoInvoke {
  readonly contract: string;
  readonly method: string;
  readonly args?: readonly NeoArgument[];
  /** The account that signs and pays; it may be left out when the function has a grant for one only. */
  readonly account?: string;
  /** How far the signature counts. "CalledByEntry" when left out; "Global" needs a grant for it. */
  readonly scope?: 'None' | 'CalledByEntry' | 'Global';
  /** In place of `account` and `scope`, up to four; the first pays. Each needs a grant. */
  readonly signers?: readonly { readonly account?: string; readonly scope?: 'None' | 'CalledByEntry' | 'Global' }[];
  /** How many blocks it is good for; 100 when left out. */
  readonly validBlocks?: number;
}

export interface NeoEvent {
  readonly contract: string;
  readonly event: string;
  readonly state: NeoValue;
}

/** What a transaction did. */
export interface NeoOutcome {
  readonly hash: string;
  /** Height of the block it is in. */
  readonly block: number;
  /** In datoshi: 100000000n is 1 GAS. */
  readonly gasConsumed: bigint;
  /** What the method returned. */
  readonly result: NeoValue;
  readonly events: readonly NeoEvent[];
}

/** A transaction that is stored and on its way. */
export interface NeoTransaction {
  readonly hash: string;
  readonly account: string;
  readonly validUntilBlock: number;
  readonly systemFee: bigint;
  readonly networkFee: bigint;
  /** Waits until it is in a block. Rejects as `Neo.final` does. */
  final(): Promise<NeoOutcome>;
}

/** Which events: every member narrows it down. */
export interface NeoEventQuery {
  readonly contract?: string;
  /** The event's name, such as "Transfer". */
  readonly event?: string;
  /** Transfers from or to this account. */
  readonly account?: string;
  /** First and last block. Without `from`, from the first block that the service keeps. */
  readonly from?: number;
  readonly to?: number;
  /** Where to go on: the `cursor` of the answer before, in place of `from`. */
  readonly cursor?: string;
  /** At most 1,000; 100 when left out. */
  readonly limit?: number;
}

/** An event of the chain, as the service keeps it. */
export interface NeoChainEvent {
  readonly height: number;
  /** The event's place in its block. */
  readonly index: number;
  /** Of the block, as in "2026-01-01T00:00:00.000Z". */
  readonly time: string;
  readonly contract: string;
  readonly event: string;
  /** null: the block itself did it, such as the reward for making it. */
  readonly transaction: string | null;
  readonly args: NeoValue[];
  /** When it is a transfer of a token (NEP-17, NEP-11). null: from nothing, or burned. */
  readonly transfer?: {
    readonly from: string | null;
    readonly to: string | null;
    readonly amount: bigint;
    readonly tokenId?: Uint8Array;
  };
}

export interface NeoEventPage {
  /** In the order in which they happened. */
  readonly events: NeoChainEvent[];
  /** Asking with it again and again gives every event once. */
  readonly cursor: string;
  /** There are more already. */
  readonly more: boolean;
  /** The first block whose events are kept. */
  readonly first: number;
  /** The last block that the service has read. */
  readonly height: number;
}

/**
 * Between what contracts hold and what people and programs write. No host calls: they cost nothing but time. What cannot be
 * converted throws a TypeError or a RangeError.
 */
export interface NeoTypes {
  /** "N..." to "0x...", the account's script hash as it is displayed. */
  addressToHash(address: string): string;
  hashToAddress(hash: string): string;
  /** The 20 bytes that a contract holds for an account, in its own order. */
  addressToBytes(address: string): Uint8Array;
  bytesToAddress(account: Uint8Array): string;
  /** Of accounts and contracts (20 bytes), transactions and blocks (32 bytes). A hash is displayed in reverse. */
  hashToBytes(hash: string): Uint8Array;
  bytesToHash(bytes: Uint8Array): string;
  /** A number as NeoVM stores it: two's complement, least significant byte first, at most 32 bytes. */
  bytesToInteger(bytes: Uint8Array): bigint;
  integerToBytes(value: bigint | number): Uint8Array;
  /** UTF-8. */
  bytesToText(bytes: Uint8Array): string;
  textToBytes(text: string): Uint8Array;
  bytesToHex(bytes: Uint8Array): string;
  hexToBytes(text: string): Uint8Array;
  bytesToBase64(bytes: Uint8Array): string;
  base64ToBytes(text: string): Uint8Array;
  /** "1.5" to 150000000n: in the token's smallest unit. It never rounds. 8 decimals, those of GAS, when left out. */
  parseAmount(text: string, decimals?: number): bigint;
  formatAmount(units: bigint, decimals?: number): string;
  /** Arguments of contracts that are not taken for what they look like. */
  string(value: string): NeoArgument;
  hash160(value: string): NeoArgument;
  hash256(value: string): NeoArgument;
  publicKey(hex: string): NeoArgument;
  byteArray(bytes: Uint8Array): NeoArgument;
  signature(bytes: Uint8Array): NeoArgument;
  integer(value: bigint | number): NeoArgument;
}

/**
 * Questions to the Neo chain, and transactions. They need a node (setting `neo.rpc`). Answers are those of
 * the last block. A question that fails rejects with an error that has a `code`: "unavailable" (no node answers; try again
 * later), "conflict" (the call faults; its message says why), "invalid_argument".
 *
 * Contracts are named by their hash ("0x...") or, for native ones, by name ("GasToken"); "GAS" and "NEO" are their tokens.
 */
export interface Neo {
  /** Of the last block. */
  height(): Promise<number>;
  /**
   * What a method returns, run on the state of the last block. A text that is an address or a hash is passed as such. An
   * iterator has at most 1,000 items; one with more is an error ("conflict").
   */
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
  /**
   * Tries the call out, signs it with an account that the function has a grant for (`nsl neo grant`), stores it and sends
   * it. It is sent once, also when the execution is run again after a crash. Of `transfer`, false is a fault.
   *
   * Rejects with an error that has a `code`, and then nothing was sent: "neo_not_granted", "neo_over_ceiling",
   * "neo_insufficient_gas", "neo_fault" (the call faults as things stand; the message says why), "unavailable" (no node
   * answers; try again later).
   */
  invoke(request: NeoInvoke): Promise<NeoTransaction>;
  /**
   * Waits until a transaction that this service sent has ended. Rejects with the code "neo_fault" when it faulted on the
   * chain, "neo_expired" when it was included in no block in time (it never will be), "neo_replaced" when it was cancelled,
   * "neo_rejected" when no node took it.
   */
  final(hash: string): Promise<NeoOutcome>;
  /** What contracts said (notifications), of transactions that did not fault. */
  events(query?: NeoEventQuery): Promise<NeoEventPage>;
  readonly types: NeoTypes;
}
