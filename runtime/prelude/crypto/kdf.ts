// HKDF (RFC 5869) and PBKDF2 (RFC 8018): keys that are only there to derive others.
import { view_of } from '../bytes.ts';
import { dom_error } from '../dom_exception.ts';
import { native } from '../host.ts';
import { type Algorithm, hash_bits, hash_of, require_usages, unsupported } from './algorithm.ts';
import { make_key } from './key.ts';

/** Derived bytes of one call: what one array of random values may have, too. */
const derived_bytes_max = 65_536;

function byte_length(bits: number | null): number {
  if (bits === null || bits % 8 !== 0 || bits > derived_bytes_max * 8) {
    throw dom_error('OperationError', `The length must be given in bits, a multiple of 8, at most ${derived_bytes_max * 8}`);
  }
  return bits / 8;
}

function keys_of(name: string): Pick<Algorithm, 'import_key' | 'key_bits'> {
  return {
    key_bits: () => null,
    import_key(format, data, _params, extractable, usages) {
      if (format !== 'raw') throw unsupported(`The key format '${format}' for ${name}`);
      require_usages(usages, ['deriveKey', 'deriveBits']);
      if (usages.length === 0) throw dom_error('SyntaxError', 'A secret key needs at least one usage');
      if (extractable) throw dom_error('SyntaxError', `A ${name} key cannot be extractable`);
      return make_key({ type: 'secret', extractable, usages, material: data as Uint8Array, algorithm: { name } });
    },
  };
}

export const hkdf: Algorithm = {
  name: 'HKDF',
  ...keys_of('HKDF'),
  derive(params, key, bits) {
    const hash = hash_of(params['hash']);
    const length = byte_length(bits);
    if (length > (255 * hash_bits(hash)) / 8) throw dom_error('OperationError', 'HKDF gives at most 255 times the length of the hash');
    const [salt, info] = [view_of(params['salt'], 'salt'), view_of(params['info'], 'info')];
    return length === 0 ? new Uint8Array(0) : native.hkdf(hash, key.material, salt, info, length);
  },
};

export const pbkdf2: Algorithm = {
  name: 'PBKDF2',
  ...keys_of('PBKDF2'),
  derive(params, key, bits) {
    const hash = hash_of(params['hash']);
    const iterations = Number(params['iterations']);
    if (!(Number.isInteger(iterations) && iterations > 0 && iterations < 2 ** 31)) throw dom_error('OperationError', 'PBKDF2 needs a positive number of iterations');
    const length = byte_length(bits);
    return length === 0 ? new Uint8Array(0) : native.pbkdf2(hash, key.material, view_of(params['salt'], 'salt'), iterations, length);
  },
};
