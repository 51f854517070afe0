// Checks that all JSON Web Keys share (RFC 7517), and the fields of secret keys (RFC 7518 section 6.4).
import { from_base64url, to_base64url } from '../base64.ts';
import { dom_error } from '../dom_exception.ts';
import { is_object } from '../interface.ts';
import type { JsonWebKey, KeyData } from './algorithm.ts';
import type { KeyParts, KeyUsage } from './key.ts';

export function jwk_of(data: KeyData): JsonWebKey {
  if (!is_object(data) || data instanceof Uint8Array) throw new TypeError('A key in format jwk is an object');
  return data;
}

export function check_jwk(jwk: JsonWebKey, expected: { kty: string; use: 'sig' | 'enc' | undefined }, extractable: boolean, usages: readonly KeyUsage[]): void {
  const bad = (what: string) => dom_error('DataError', `The JSON Web Key ${what}`);
  if (jwk.kty !== expected.kty) throw bad(`must have kty '${expected.kty}'`);
  if (usages.length > 0 && jwk.use !== undefined && expected.use !== undefined && jwk.use !== expected.use) throw bad(`is meant for use '${jwk.use}'`);
  if (jwk.key_ops !== undefined && (!Array.isArray(jwk.key_ops) || usages.some((usage) => !jwk.key_ops!.includes(usage)))) {
    throw bad('does not allow the wanted usages');
  }
  if (jwk.ext === false && extractable) throw bad('must not be extractable');
}

export function check_alg(jwk: JsonWebKey, expected: string | undefined): void {
  if (jwk.alg !== undefined && expected !== undefined && jwk.alg !== expected) {
    throw dom_error('DataError', `The JSON Web Key is for '${jwk.alg}', not for '${expected}'`);
  }
}

export function jwk_bytes(jwk: JsonWebKey, field: 'k' | 'x' | 'y' | 'd'): Uint8Array {
  const text = jwk[field];
  const bytes = typeof text === 'string' ? from_base64url(text) : undefined;
  if (bytes === undefined) throw dom_error('DataError', `The field '${field}' of the JSON Web Key is missing or not base64url`);
  return bytes;
}

export function secret_jwk(key: KeyParts, alg: string | undefined): JsonWebKey {
  const jwk: JsonWebKey = { kty: 'oct', k: to_base64url(key.material), key_ops: [...key.usages], ext: key.extractable };
  return alg === undefined ? jwk : { ...jwk, alg };
}
