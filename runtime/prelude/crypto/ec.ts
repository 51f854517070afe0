// ECDSA and ECDH on P-256. Signatures are deterministic (RFC 6979): a replay makes the same ones.
import { concat, equal_bytes } from '../bytes.ts';
import { dom_error } from '../dom_exception.ts';
import { native } from '../host.ts';
import { type Algorithm, hash_of, type JsonWebKey, type KeyPair, type Params, require_usages, unsupported } from './algorithm.ts';
import { read_pkcs8, read_spki, write_pkcs8, write_spki } from './ec_der.ts';
import { to_base64url } from '../base64.ts';
import { check_alg, check_jwk, jwk_bytes, jwk_of } from './jwk.ts';
import { type CryptoKey, type KeyParts, type KeyUsage, make_key, parts_of } from './key.ts';

const curve = 'P-256';

function check_curve(params: Params): void {
  if (params['namedCurve'] !== curve) throw unsupported(`The curve '${params['namedCurve'] as string}'`);
}

function public_key(name: string, point: Uint8Array, extractable: boolean, usages: readonly KeyUsage[]): CryptoKey {
  require_usages(usages, name === 'ECDSA' ? ['verify'] : []);
  const material = native.p256_check(point);
  if (material === undefined) throw dom_error('DataError', 'The public key is not a point of the curve P-256');
  return make_key({ type: 'public', extractable, usages, material, algorithm: { name, namedCurve: curve } });
}

function private_key(name: string, scalar: Uint8Array, extractable: boolean, usages: readonly KeyUsage[]): CryptoKey {
  require_usages(usages, name === 'ECDSA' ? ['sign'] : ['deriveKey', 'deriveBits']);
  if (usages.length === 0) throw dom_error('SyntaxError', 'A private key needs at least one usage');
  if (scalar.length !== 32 || native.p256_public(scalar) === undefined) throw dom_error('DataError', 'The private key is not one of the curve P-256');
  return make_key({ type: 'private', extractable, usages, material: scalar, algorithm: { name, namedCurve: curve } });
}

function generate(name: string, extractable: boolean, usages: readonly KeyUsage[]): KeyPair {
  require_usages(usages, name === 'ECDSA' ? ['sign', 'verify'] : ['deriveKey', 'deriveBits']);
  let scalar = native.random(32);
  while (native.p256_public(scalar) === undefined) scalar = native.random(32);  // 0 and what is above the order: 1 in 2^32
  return {
    publicKey: public_key(name, native.p256_public(scalar)!, true, usages.filter((usage) => usage === 'verify')),
    privateKey: private_key(name, scalar, extractable, usages.filter((usage) => usage !== 'verify')),
  };
}

function import_jwk(name: string, jwk: JsonWebKey, extractable: boolean, usages: readonly KeyUsage[]): CryptoKey {
  check_jwk(jwk, { kty: 'EC', use: name === 'ECDSA' ? 'sig' : 'enc' }, extractable, usages);
  if (jwk.crv !== curve) throw dom_error('DataError', `The JSON Web Key must have crv '${curve}'`);
  if (name === 'ECDSA') check_alg(jwk, 'ES256');
  const [x, y] = [jwk_bytes(jwk, 'x'), jwk_bytes(jwk, 'y')];
  if (x.length !== 32 || y.length !== 32) throw dom_error('DataError', 'The coordinates of a P-256 key have 32 bytes');
  const point = concat([Uint8Array.of(4), x, y]);
  if (jwk.d === undefined) return public_key(name, point, extractable, usages);
  const key = private_key(name, jwk_bytes(jwk, 'd'), extractable, usages);
  if (!equal_bytes(native.p256_public(parts_of(key).material)!, point)) throw dom_error('DataError', 'The private and the public part do not belong together');
  return key;
}

function export_jwk(key: KeyParts): JsonWebKey {
  const point = key.type === 'public' ? key.material : native.p256_public(key.material)!;
  const jwk: JsonWebKey = {
    kty: 'EC', crv: curve, x: to_base64url(point.subarray(1, 33)), y: to_base64url(point.subarray(33)),
    key_ops: [...key.usages], ext: key.extractable,
  };
  return key.type === 'private' ? { ...jwk, d: to_base64url(key.material) } : jwk;
}

function keys_of(name: string): Pick<Algorithm, 'generate' | 'import_key' | 'export_key'> {
  return {
    generate(params, extractable, usages) {
      check_curve(params);
      return generate(name, extractable, usages);
    },
    import_key(format, data, params, extractable, usages) {
      check_curve(params);
      switch (format) {
        case 'raw': return public_key(name, data as Uint8Array, extractable, usages);
        case 'spki': return public_key(name, read_spki(data as Uint8Array), extractable, usages);
        case 'pkcs8': return private_key(name, read_pkcs8(data as Uint8Array), extractable, usages);
        case 'jwk': return import_jwk(name, jwk_of(data), extractable, usages);
      }
    },
    export_key(format, key) {
      if (format === 'jwk') return export_jwk(key);
      const wanted = format === 'pkcs8' ? 'private' : 'public';
      if (key.type !== wanted) throw dom_error('InvalidAccessError', `Only a ${wanted} key has the format '${format}'`);
      if (format === 'raw') return key.material.slice();
      return format === 'spki' ? write_spki(key.material) : write_pkcs8(key.material, native.p256_public(key.material)!);
    },
  };
}

function require_type(key: KeyParts, type: 'public' | 'private', what: string): void {
  if (key.type !== type) throw dom_error('InvalidAccessError', `${what} needs a ${type} key`);
}

export const ecdsa: Algorithm = {
  name: 'ECDSA',
  ...keys_of('ECDSA'),
  sign(params, key, data) {
    require_type(key, 'private', 'Signing');
    return native.p256_sign(hash_of(params['hash']), key.material, data);
  },
  verify(params, key, signature, data) {
    require_type(key, 'public', 'Verifying');
    return signature.length === 64 && native.p256_verify(hash_of(params['hash']), key.material, signature, data);
  },
};

export const ecdh: Algorithm = {
  name: 'ECDH',
  ...keys_of('ECDH'),
  derive(params, key, bits) {
    require_type(key, 'private', 'Deriving');
    const other = parts_of(params['public'] as CryptoKey);
    require_type(other, 'public', 'The other side of ECDH');
    if (other.algorithm.name !== 'ECDH') throw dom_error('InvalidAccessError', 'The public key is not one for ECDH');
    const secret = native.p256_derive(key.material, other.material);
    if (secret === undefined) throw dom_error('OperationError', 'The keys give no shared secret');
    if (bits === null) return secret;
    if (bits > 256 || bits % 8 !== 0) throw dom_error('OperationError', 'ECDH on P-256 gives up to 256 bits, in whole bytes');
    return secret.slice(0, bits / 8);
  },
};
