// crypto (Web Cryptography API). Random bytes come from the execution's recorded seed, so a replay sees the same ones;
// nobody outside can foretell them.
import { typed_array_name } from '../brand.ts';
import { view_of } from '../bytes.ts';
import { dom_error } from '../dom_exception.ts';
import { is_object, tag } from '../interface.ts';
import { native } from '../host.ts';
import { SubtleCrypto } from './subtle.ts';

export { CryptoKey } from './key.ts';
export { SubtleCrypto };

/** The standard's limit for one call. */
const random_bytes_max = 65_536;

function random_uuid(): string {
  const bytes = native.random(16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;  // version 4 (RFC 9562 section 5.4)
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = (bytes as unknown as { toHex(): string }).toHex();
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export class Crypto {
  readonly #subtle = Object.freeze(new SubtleCrypto());

  get subtle(): SubtleCrypto { return this.#subtle; }

  getRandomValues<T extends ArrayBufferView>(array: T): T {
    const name = is_object(array) ? typed_array_name(array) : undefined;
    if (name === undefined || name.startsWith('Float')) throw dom_error('TypeMismatchError', 'getRandomValues fills typed arrays of integers');
    if (array.byteLength > random_bytes_max) throw dom_error('QuotaExceededError', `getRandomValues fills at most ${random_bytes_max} bytes`);
    if (array.byteLength > 0) view_of(array).set(native.random(array.byteLength));
    return array;
  }

  randomUUID(): string { return random_uuid(); }
}
tag(Crypto, 'Crypto');
