// AES-GCM (NIST SP 800-38D) and AES-CBC (SP 800-38A with PKCS #7 padding).
import { view_of } from '../bytes.ts';
import { dom_error } from '../dom_exception.ts';
import { native } from '../host.ts';
import { type Algorithm, type Params, require_usages, unsupported } from './algorithm.ts';
import { check_alg, check_jwk, jwk_bytes, jwk_of, secret_jwk } from './jwk.ts';
import { type CryptoKey, type KeyUsage, make_key } from './key.ts';

const usages_allowed: readonly KeyUsage[] = ['encrypt', 'decrypt', 'wrapKey', 'unwrapKey'];
const tag_bits_allowed = [32, 64, 96, 104, 112, 120, 128];

function key_bits(params: Params): number {
  const bits = Number(params['length']);
  if (bits !== 128 && bits !== 192 && bits !== 256) throw dom_error('OperationError', 'The length of an AES key is 128, 192 or 256 bits');
  return bits;
}

function make(name: string, material: Uint8Array, extractable: boolean, usages: readonly KeyUsage[]): CryptoKey {
  require_usages(usages, usages_allowed);
  if (usages.length === 0) throw dom_error('SyntaxError', 'A secret key needs at least one usage');
  if (![16, 24, 32].includes(material.length)) throw dom_error('DataError', 'An AES key has 16, 24 or 32 bytes');
  return make_key({ type: 'secret', extractable, usages, material, algorithm: { name, length: material.length * 8 } });
}

/** What the two modes share: keys. `suffix` is that of the JSON Web Algorithm (A256GCM). */
function keys_of(name: string, suffix: string): Pick<Algorithm, 'key_bits' | 'generate' | 'import_key' | 'export_key'> {
  return {
    key_bits,
    generate: (params, extractable, usages) => make(name, native.random(key_bits(params) / 8), extractable, usages),
    import_key(format, data, _params, extractable, usages) {
      if (format === 'raw') return make(name, data as Uint8Array, extractable, usages);
      if (format !== 'jwk') throw unsupported(`The key format '${format}' for ${name}`);
      const jwk = jwk_of(data);
      check_jwk(jwk, { kty: 'oct', use: 'enc' }, extractable, usages);
      const material = jwk_bytes(jwk, 'k');
      check_alg(jwk, `A${material.length * 8}${suffix}`);
      return make(name, material, extractable, usages);
    },
    export_key(format, key) {
      if (format === 'raw') return key.material.slice();
      if (format !== 'jwk') throw unsupported(`The key format '${format}' for ${name}`);
      return secret_jwk(key, `A${key.material.length * 8}${suffix}`);
    },
  };
}

interface GcmParams { iv: Uint8Array; aad: Uint8Array; tag_bytes: number }

function gcm_params(params: Params): GcmParams {
  const tag_bits = params['tagLength'] === undefined ? 128 : Number(params['tagLength']);
  if (!tag_bits_allowed.includes(tag_bits)) throw dom_error('OperationError', `The tag of AES-GCM has ${tag_bits_allowed.join(', ')} bits`);
  const iv = view_of(params['iv'], 'iv');
  if (iv.length === 0) throw dom_error('OperationError', 'The iv of AES-GCM must not be empty');
  const aad = params['additionalData'] === undefined ? new Uint8Array(0) : view_of(params['additionalData'], 'additionalData');
  return { iv, aad, tag_bytes: tag_bits / 8 };
}

export const aes_gcm: Algorithm = {
  name: 'AES-GCM',
  ...keys_of('AES-GCM', 'GCM'),
  encrypt(params, key, data) {
    const { iv, aad, tag_bytes } = gcm_params(params);
    return native.aes_gcm_encrypt(key.material, iv, aad, data, tag_bytes);
  },
  decrypt(params, key, data) {
    const { iv, aad, tag_bytes } = gcm_params(params);
    const plain = data.length < tag_bytes ? undefined : native.aes_gcm_decrypt(key.material, iv, aad, data, tag_bytes);
    if (plain === undefined) throw dom_error('OperationError', 'The data cannot be decrypted: it or its tag is not what was encrypted');
    return plain;
  },
};

function cbc_iv(params: Params): Uint8Array {
  const iv = view_of(params['iv'], 'iv');
  if (iv.length !== 16) throw dom_error('OperationError', 'The iv of AES-CBC has 16 bytes');
  return iv;
}

export const aes_cbc: Algorithm = {
  name: 'AES-CBC',
  ...keys_of('AES-CBC', 'CBC'),
  encrypt: (params, key, data) => native.aes_cbc_encrypt(key.material, cbc_iv(params), data),
  decrypt(params, key, data) {
    const iv = cbc_iv(params);
    const plain = data.length === 0 || data.length % 16 !== 0 ? undefined : native.aes_cbc_decrypt(key.material, iv, data);
    if (plain === undefined) throw dom_error('OperationError', 'The data cannot be decrypted');
    return plain;
  },
};
