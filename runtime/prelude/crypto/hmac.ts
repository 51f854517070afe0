// HMAC (RFC 2104).
import { equal_bytes } from '../bytes.ts';
import { dom_error } from '../dom_exception.ts';
import { native } from '../host.ts';
import { type Algorithm, hash_bits, hash_of, type Params, require_usages, unsupported } from './algorithm.ts';
import { check_alg, check_jwk, jwk_bytes, jwk_of, secret_jwk } from './jwk.ts';
import { type CryptoKey, type KeyParts, type KeyUsage, make_key } from './key.ts';

const usages_allowed: readonly KeyUsage[] = ['sign', 'verify'];
/** Bits of a generated key that is asked for: enough for any use. */
const key_bits_max = 65_536;

const hash_name = (key: KeyParts): string => (key.algorithm['hash'] as { name: string }).name;
const block_bits = (hash: string): number => (hash === 'SHA-384' || hash === 'SHA-512' ? 1024 : 512);

function key_bits(params: Params): number {
  const hash = hash_of(params['hash']);
  if (params['length'] === undefined) return block_bits(hash);
  const bits = Number(params['length']);
  if (!(bits > 0 && bits <= key_bits_max && bits % 8 === 0)) throw dom_error('OperationError', `The length of an HMAC key is 8 to ${key_bits_max} bits, in whole bytes`);
  return bits;
}

function make(material: Uint8Array, hash: string, extractable: boolean, usages: readonly KeyUsage[]): CryptoKey {
  require_usages(usages, usages_allowed);
  if (usages.length === 0) throw dom_error('SyntaxError', 'A secret key needs at least one usage');
  if (material.length === 0) throw dom_error('DataError', 'An HMAC key must not be empty');
  return make_key({ type: 'secret', extractable, usages, material, algorithm: { name: 'HMAC', hash: { name: hash }, length: material.length * 8 } });
}

export const hmac: Algorithm = {
  name: 'HMAC',
  key_bits,

  sign: (_params, key, data) => native.hmac(hash_name(key), key.material, data),
  verify: (_params, key, signature, data) => equal_bytes(native.hmac(hash_name(key), key.material, data), signature),

  generate: (params, extractable, usages) => make(native.random(key_bits(params) / 8), hash_of(params['hash']), extractable, usages),

  import_key(format, data, params, extractable, usages) {
    const hash = hash_of(params['hash']);
    if (format === 'raw') return make(sized(data as Uint8Array, params), hash, extractable, usages);
    if (format !== 'jwk') throw unsupported(`The key format '${format}' for HMAC`);
    const jwk = jwk_of(data);
    check_jwk(jwk, { kty: 'oct', use: 'sig' }, extractable, usages);
    check_alg(jwk, `HS${hash_bits(hash) === 160 ? 1 : hash_bits(hash)}`);
    return make(sized(jwk_bytes(jwk, 'k'), params), hash, extractable, usages);
  },

  export_key(format, key) {
    if (format === 'raw') return key.material.slice();
    if (format !== 'jwk') throw unsupported(`The key format '${format}' for HMAC`);
    const bits = hash_bits(hash_name(key));
    return secret_jwk(key, `HS${bits === 160 ? 1 : bits}`);
  },
};

function sized(material: Uint8Array, params: Params): Uint8Array {
  if (params['length'] !== undefined && Number(params['length']) !== material.length * 8) {
    throw dom_error('DataError', 'The key does not have the given length');
  }
  return material;
}
