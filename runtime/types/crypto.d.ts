/** Web Crypto, with the algorithms that exist here. Random values come from the execution's recorded seed. */

type HashAlgorithm = 'SHA-1' | 'SHA-256' | 'SHA-384' | 'SHA-512';
type HashIdentifier = HashAlgorithm | { name: HashAlgorithm };
type KeyUsage = 'encrypt' | 'decrypt' | 'sign' | 'verify' | 'deriveKey' | 'deriveBits' | 'wrapKey' | 'unwrapKey';
type KeyFormat = 'raw' | 'jwk' | 'pkcs8' | 'spki';
interface JsonWebKey { kty?: string; alg?: string; use?: string; key_ops?: string[]; ext?: boolean; k?: string; crv?: string; x?: string; y?: string; d?: string }

interface AesGcmParams { name: 'AES-GCM'; iv: BufferSource; additionalData?: BufferSource; tagLength?: number }
interface AesCbcParams { name: 'AES-CBC'; iv: BufferSource }
interface AesKeyParams { name: 'AES-GCM' | 'AES-CBC'; length: 128 | 192 | 256 }
interface HmacKeyParams { name: 'HMAC'; hash: HashIdentifier; length?: number }
interface EcKeyParams { name: 'ECDSA' | 'ECDH'; namedCurve: 'P-256' }
interface EcdsaParams { name: 'ECDSA'; hash: HashIdentifier }
interface EcdhParams { name: 'ECDH'; public: CryptoKey }
interface HkdfParams { name: 'HKDF'; hash: HashIdentifier; salt: BufferSource; info: BufferSource }
interface Pbkdf2Params { name: 'PBKDF2'; hash: HashIdentifier; salt: BufferSource; iterations: number }
type CipherParams = AesGcmParams | AesCbcParams;
type SignParams = 'HMAC' | { name: 'HMAC' } | EcdsaParams;
type DeriveParams = EcdhParams | HkdfParams | Pbkdf2Params;
type ImportParams = 'AES-GCM' | 'AES-CBC' | 'HKDF' | 'PBKDF2' | { name: 'AES-GCM' | 'AES-CBC' | 'HKDF' | 'PBKDF2' } | HmacKeyParams | EcKeyParams;

declare class CryptoKey {
  private constructor();
  readonly type: 'public' | 'private' | 'secret';
  readonly extractable: boolean;
  readonly algorithm: { readonly name: string; readonly [parameter: string]: unknown };
  readonly usages: KeyUsage[];
}
interface CryptoKeyPair { publicKey: CryptoKey; privateKey: CryptoKey }

interface SubtleCrypto {
  digest(algorithm: HashIdentifier, data: BufferSource): Promise<ArrayBuffer>;
  encrypt(algorithm: CipherParams, key: CryptoKey, data: BufferSource): Promise<ArrayBuffer>;
  decrypt(algorithm: CipherParams, key: CryptoKey, data: BufferSource): Promise<ArrayBuffer>;
  sign(algorithm: SignParams, key: CryptoKey, data: BufferSource): Promise<ArrayBuffer>;
  verify(algorithm: SignParams, key: CryptoKey, signature: BufferSource, data: BufferSource): Promise<boolean>;
  generateKey(algorithm: EcKeyParams, extractable: boolean, usages: readonly KeyUsage[]): Promise<CryptoKeyPair>;
  generateKey(algorithm: AesKeyParams | HmacKeyParams, extractable: boolean, usages: readonly KeyUsage[]): Promise<CryptoKey>;
  importKey(format: 'jwk', key: JsonWebKey, algorithm: ImportParams, extractable: boolean, usages: readonly KeyUsage[]): Promise<CryptoKey>;
  importKey(format: Exclude<KeyFormat, 'jwk'>, key: BufferSource, algorithm: ImportParams, extractable: boolean, usages: readonly KeyUsage[]): Promise<CryptoKey>;
  exportKey(format: 'jwk', key: CryptoKey): Promise<JsonWebKey>;
  exportKey(format: Exclude<KeyFormat, 'jwk'>, key: CryptoKey): Promise<ArrayBuffer>;
  deriveBits(algorithm: DeriveParams, key: CryptoKey, length?: number | null): Promise<ArrayBuffer>;
  deriveKey(algorithm: DeriveParams, key: CryptoKey, derived: AesKeyParams | HmacKeyParams, extractable: boolean, usages: readonly KeyUsage[]): Promise<CryptoKey>;
  wrapKey(format: KeyFormat, key: CryptoKey, wrapping_key: CryptoKey, algorithm: CipherParams): Promise<ArrayBuffer>;
  unwrapKey(format: KeyFormat, wrapped: BufferSource, unwrapping_key: CryptoKey, algorithm: CipherParams, key_algorithm: ImportParams, extractable: boolean, usages: readonly KeyUsage[]): Promise<CryptoKey>;
}

interface Crypto {
  readonly subtle: SubtleCrypto;
  getRandomValues<T extends ArrayBufferView>(array: T): T;
  randomUUID(): `${string}-${string}-${string}-${string}-${string}`;
}
declare const crypto: Crypto;
