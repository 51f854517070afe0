// SubtleCrypto: checks what all operations share (the key's algorithm, its usages) and hands the work to the algorithm.
// Everything is answered at once; promises are there because the standard wants them.
import { to_array_buffer, view_of } from '../bytes.ts';
import { dom_error } from '../dom_exception.ts';
import { is_object, tag } from '../interface.ts';
import { native } from '../host.ts';
import { aes_cbc, aes_gcm } from './aes.ts';
import { type Algorithm, hash_of, type KeyData, type KeyFormat, type KeyPair, type Params, params_of, unsupported } from './algorithm.ts';
import { ecdh, ecdsa } from './ec.ts';
import { hmac } from './hmac.ts';
import { hkdf, pbkdf2 } from './kdf.ts';
import { all_usages, CryptoKey, type KeyParts, type KeyUsage, parts_of } from './key.ts';

const algorithms: readonly Algorithm[] = [aes_gcm, aes_cbc, hmac, ecdsa, ecdh, hkdf, pbkdf2];
const formats: readonly string[] = ['raw', 'jwk', 'pkcs8', 'spki'];

type Operation = 'encrypt' | 'decrypt' | 'sign' | 'verify' | 'derive' | 'generate' | 'import_key' | 'key_bits';

/** The algorithm that `identifier` names, if it can do `operation`; and the parameters with its proper name. */
function resolve<O extends Operation>(identifier: unknown, operation: O): { algorithm: Algorithm & Required<Pick<Algorithm, O>>; params: Params } {
  const params = params_of(identifier);
  const algorithm = algorithms.find(({ name }) => name === params.name.toUpperCase());
  if (!algorithm?.[operation]) throw unsupported(`The algorithm '${params.name}' for this operation`);
  return { algorithm: algorithm as Algorithm & Required<Pick<Algorithm, O>>, params: { ...params, name: algorithm.name } };
}

function usable(key: unknown, algorithm: string, usage: KeyUsage): KeyParts {
  const parts = parts_of(key as CryptoKey);
  if (parts.algorithm.name !== algorithm) throw dom_error('InvalidAccessError', `The key is one for ${parts.algorithm.name}, not for ${algorithm}`);
  if (!parts.usages.includes(usage)) throw dom_error('InvalidAccessError', `The key must not be used for '${usage}'`);
  return parts;
}

function usages_of(list: unknown): KeyUsage[] {
  const usages = [...list as Iterable<KeyUsage>];
  const unknown = usages.find((usage) => !all_usages.includes(usage));
  if (unknown !== undefined) throw new TypeError(`'${unknown as string}' is not a key usage`);
  return usages;
}

function format_of(format: unknown): KeyFormat {
  if (!formats.includes(format as string)) throw new TypeError(`'${format as string}' is not a key format`);
  return format as KeyFormat;
}

function import_key(format: unknown, data: unknown, identifier: unknown, extractable: unknown, usages: unknown): CryptoKey {
  const { algorithm, params } = resolve(identifier, 'import_key');
  const key_format = format_of(format);
  const key_data = key_format === 'jwk' ? data as KeyData : view_of(data, 'keyData').slice();
  return algorithm.import_key(key_format, key_data, params, Boolean(extractable), usages_of(usages));
}

function export_key(format: unknown, key: unknown): KeyData {
  const parts = parts_of(key as CryptoKey);
  const algorithm = algorithms.find(({ name }) => name === parts.algorithm.name);
  if (!algorithm?.export_key) throw unsupported(`Exporting keys for ${parts.algorithm.name}`);
  if (!parts.extractable) throw dom_error('InvalidAccessError', 'The key is not extractable');
  return algorithm.export_key(format_of(format), parts);
}

function derive(identifier: unknown, base_key: unknown, bits: number | null, usage: KeyUsage): Uint8Array {
  const { algorithm, params } = resolve(identifier, 'derive');
  return algorithm.derive(params, usable(base_key, algorithm.name, usage), bits);
}

function crypt(operation: 'encrypt' | 'decrypt', usage: KeyUsage, identifier: unknown, key: unknown, data: Uint8Array): Uint8Array {
  const { algorithm, params } = resolve(identifier, operation);
  return algorithm[operation](params, usable(key, algorithm.name, usage), data);
}

const give = (data: KeyData): ArrayBuffer | object => (data instanceof Uint8Array ? to_array_buffer(data) : data);

export class SubtleCrypto {
  async digest(identifier: unknown, data: unknown): Promise<ArrayBuffer> {
    return to_array_buffer(native.digest(hash_of(identifier), view_of(data)));
  }
  async encrypt(identifier: unknown, key: CryptoKey, data: unknown): Promise<ArrayBuffer> {
    return to_array_buffer(crypt('encrypt', 'encrypt', identifier, key, view_of(data)));
  }
  async decrypt(identifier: unknown, key: CryptoKey, data: unknown): Promise<ArrayBuffer> {
    return to_array_buffer(crypt('decrypt', 'decrypt', identifier, key, view_of(data)));
  }
  async sign(identifier: unknown, key: CryptoKey, data: unknown): Promise<ArrayBuffer> {
    const { algorithm, params } = resolve(identifier, 'sign');
    return to_array_buffer(algorithm.sign(params, usable(key, algorithm.name, 'sign'), view_of(data)));
  }
  async verify(identifier: unknown, key: CryptoKey, signature: unknown, data: unknown): Promise<boolean> {
    const { algorithm, params } = resolve(identifier, 'verify');
    return algorithm.verify(params, usable(key, algorithm.name, 'verify'), view_of(signature, 'signature'), view_of(data));
  }

  async generateKey(identifier: unknown, extractable: unknown, usages: unknown): Promise<CryptoKey | KeyPair> {
    const { algorithm, params } = resolve(identifier, 'generate');
    const result = algorithm.generate(params, Boolean(extractable), usages_of(usages));
    const secret = result instanceof CryptoKey ? result : result.privateKey;
    if (secret.usages.length === 0) throw dom_error('SyntaxError', 'A key needs at least one usage');
    return result;
  }
  async importKey(format: unknown, data: unknown, identifier: unknown, extractable: unknown, usages: unknown): Promise<CryptoKey> {
    return import_key(format, data, identifier, extractable, usages);
  }
  async exportKey(format: unknown, key: CryptoKey): Promise<ArrayBuffer | object> {
    return give(export_key(format, key));
  }

  async deriveBits(identifier: unknown, key: CryptoKey, length: number | null = null): Promise<ArrayBuffer> {
    return to_array_buffer(derive(identifier, key, length === null ? null : Number(length), 'deriveBits'));
  }
  async deriveKey(identifier: unknown, key: CryptoKey, derived: unknown, extractable: unknown, usages: unknown): Promise<CryptoKey> {
    const target = resolve(derived, 'key_bits');
    const material = derive(identifier, key, target.algorithm.key_bits(target.params), 'deriveKey');
    return import_key('raw', material, derived, extractable, usages);
  }

  async wrapKey(format: unknown, key: CryptoKey, wrapping_key: CryptoKey, identifier: unknown): Promise<ArrayBuffer> {
    const data = export_key(format, key);
    const bytes = data instanceof Uint8Array ? data : native.utf8_encode(JSON.stringify(data));
    return to_array_buffer(crypt('encrypt', 'wrapKey', identifier, wrapping_key, bytes));
  }
  async unwrapKey(format: unknown, wrapped: unknown, unwrapping_key: CryptoKey, identifier: unknown, key_identifier: unknown,
                  extractable: unknown, usages: unknown): Promise<CryptoKey> {
    const bytes = crypt('decrypt', 'unwrapKey', identifier, unwrapping_key, view_of(wrapped));
    const data = format === 'jwk' ? JSON.parse(native.utf8_decode(bytes, false)!) as object : bytes;
    if (!is_object(data)) throw dom_error('DataError', 'The unwrapped key is not a JSON Web Key');
    return import_key(format, data, key_identifier, extractable, usages);
  }
}
tag(SubtleCrypto, 'SubtleCrypto');
