// Names of algorithms as callers write them ("sha-256", { name: "hmac" }), and the interface each algorithm implements.
import { dom_error } from '../dom_exception.ts';
import { is_object } from '../interface.ts';
import type { CryptoKey, KeyParts, KeyUsage } from './key.ts';

/** What a caller passed, with `name` in the standard's spelling. */
export type Params = { name: string } & Record<string, unknown>;

export type KeyFormat = 'raw' | 'jwk' | 'pkcs8' | 'spki';
export type KeyData = Uint8Array | JsonWebKey;
export interface JsonWebKey { kty?: string; alg?: string; use?: string; key_ops?: string[]; ext?: boolean; k?: string; crv?: string; x?: string; y?: string; d?: string }
export type KeyPair = { publicKey: CryptoKey; privateKey: CryptoKey };

/** One algorithm. What it cannot do is absent. All bytes given are copies; results are fresh. */
export interface Algorithm {
  readonly name: string;
  encrypt?(params: Params, key: KeyParts, data: Uint8Array): Uint8Array;
  decrypt?(params: Params, key: KeyParts, data: Uint8Array): Uint8Array;
  sign?(params: Params, key: KeyParts, data: Uint8Array): Uint8Array;
  verify?(params: Params, key: KeyParts, signature: Uint8Array, data: Uint8Array): boolean;
  /** `bits` is null when the caller wants all there is. */
  derive?(params: Params, key: KeyParts, bits: number | null): Uint8Array;
  generate?(params: Params, extractable: boolean, usages: KeyUsage[]): CryptoKey | KeyPair;
  import_key?(format: KeyFormat, data: KeyData, params: Params, extractable: boolean, usages: KeyUsage[]): CryptoKey;
  export_key?(format: KeyFormat, key: KeyParts): KeyData;
  /** Length in bits of a key derived for this algorithm; null takes all there is. */
  key_bits?(params: Params): number | null;
}

const hashes = ['SHA-1', 'SHA-256', 'SHA-384', 'SHA-512'];

export function params_of(identifier: unknown): Params {
  const params = is_object(identifier) ? { ...identifier } as Record<string, unknown> : { name: identifier };
  if (typeof params['name'] !== 'string') throw new TypeError('An algorithm is a name or an object with a name');
  return params as Params;
}

/** "SHA-256" for { name: "sha-256" }. */
export function hash_of(identifier: unknown): string {
  const { name } = params_of(identifier);
  const hash = hashes.find((known) => known === name.toUpperCase());
  if (hash === undefined) throw dom_error('NotSupportedError', `The hash '${name}' is not supported (${hashes.join(', ')})`);
  return hash;
}

export function hash_bits(hash: string): number {
  return hash === 'SHA-1' ? 160 : Number(hash.slice(4));
}

export function require_usages(usages: readonly KeyUsage[], allowed: readonly KeyUsage[]): void {
  const wrong = usages.find((usage) => !allowed.includes(usage));
  if (wrong !== undefined) throw dom_error('SyntaxError', `Keys of this kind cannot be used for '${wrong}'`);
}

export function unsupported(what: string): DOMException {
  return dom_error('NotSupportedError', `${what} is not supported`);
}
