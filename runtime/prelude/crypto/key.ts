// CryptoKey: a key that code can use but, unless it is extractable, not read.
import { show_as, tag } from '../interface.ts';

export type KeyType = 'public' | 'private' | 'secret';
export type KeyUsage = 'encrypt' | 'decrypt' | 'sign' | 'verify' | 'deriveKey' | 'deriveBits' | 'wrapKey' | 'unwrapKey';
export type KeyAlgorithm = { name: string } & Record<string, unknown>;

/** Usages in the order in which the standard lists them. */
export const all_usages: readonly KeyUsage[] = ['encrypt', 'decrypt', 'sign', 'verify', 'deriveKey', 'deriveBits', 'wrapKey', 'unwrapKey'];

export interface KeyParts {
  type: KeyType;
  extractable: boolean;
  algorithm: KeyAlgorithm;
  usages: readonly KeyUsage[];
  /** Secret bytes, a private scalar (32 bytes) or a public point (65 bytes). */
  material: Uint8Array;
}

const may_construct = Symbol('CryptoKey');

export class CryptoKey {
  readonly #parts: KeyParts;

  constructor(permission?: symbol, parts?: KeyParts) {
    if (permission !== may_construct) throw new TypeError('Illegal constructor: use crypto.subtle');
    this.#parts = parts!;
    Object.freeze(this);
  }

  get type(): KeyType { return this.#parts.type; }
  get extractable(): boolean { return this.#parts.extractable; }
  get algorithm(): KeyAlgorithm { return this.#parts.algorithm; }
  get usages(): KeyUsage[] { return [...this.#parts.usages]; }

  static parts_of(key: CryptoKey): KeyParts { return key.#parts; }
}
tag(CryptoKey, 'CryptoKey');
show_as(CryptoKey, 'CryptoKey', ({ type, extractable, algorithm, usages }) => ({ type, extractable, algorithm, usages }));

/** What is inside. Throws a TypeError for what is no CryptoKey. */
export const parts_of = CryptoKey.parts_of;
delete (CryptoKey as { parts_of?: unknown }).parts_of;

export function make_key(parts: KeyParts): CryptoKey {
  const usages = all_usages.filter((usage) => parts.usages.includes(usage));
  return new CryptoKey(may_construct, { ...parts, usages, algorithm: Object.freeze({ ...parts.algorithm }), material: parts.material.slice() });
}
