// The two DER containers of P-256 keys: SubjectPublicKeyInfo (RFC 5480) and PKCS #8 with ECPrivateKey (RFC 5208, 5915).
import { concat, equal_bytes } from '../bytes.ts';
import { dom_error } from '../dom_exception.ts';

const sequence = 0x30;
const integer = 0x02;
const bit_string = 0x03;
const octet_string = 0x04;

// AlgorithmIdentifier: id-ecPublicKey (1.2.840.10045.2.1), prime256v1 (1.2.840.10045.3.1.7).
const p256_algorithm = Uint8Array.of(
  0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07);

function bad(): DOMException {
  return dom_error('DataError', 'The key is not a well-formed P-256 key in DER');
}

/** Reads elements one after the other; each call checks the tag and stays within the bytes. */
class Reader {
  readonly bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get at_end(): boolean { return this.#at === this.bytes.length; }

  element(tag: number): Uint8Array {
    const { start, end } = this.#header(tag);
    this.#at = end;
    return this.bytes.subarray(start, end);
  }

  /** The next element with its header. */
  whole(tag: number): Uint8Array {
    const begin = this.#at;
    const { end } = this.#header(tag);
    this.#at = end;
    return this.bytes.subarray(begin, end);
  }

  #header(tag: number): { start: number; end: number } {
    if (this.bytes[this.#at] !== tag) throw bad();
    let length = this.bytes[this.#at + 1] ?? 0x80;
    let start = this.#at + 2;
    if (length >= 0x80) {
      if (length !== 0x81 || (this.bytes[start] ?? 0) < 0x80) throw bad();  // these keys are shorter than 256 bytes
      length = this.bytes[start]!;
      ++start;
    }
    if (start + length > this.bytes.length) throw bad();
    return { start, end: start + length };
  }
}

export function read_spki(der: Uint8Array): Uint8Array {
  const outer = new Reader(der);
  const fields = new Reader(outer.element(sequence));
  if (!outer.at_end || !equal_bytes(fields.whole(sequence), p256_algorithm)) throw bad();
  const bits = fields.element(bit_string);
  if (bits[0] !== 0 || !fields.at_end) throw bad();
  return bits.subarray(1);
}

export function read_pkcs8(der: Uint8Array): Uint8Array {
  const outer = new Reader(der);
  const fields = new Reader(outer.element(sequence));
  if (!outer.at_end || fields.element(integer)[0] !== 0) throw bad();
  if (!equal_bytes(fields.whole(sequence), p256_algorithm)) throw bad();
  const key = new Reader(new Reader(fields.element(octet_string)).element(sequence));
  if (key.element(integer)[0] !== 1) throw bad();
  return key.element(octet_string);
}

function element(tag: number, ...content: Uint8Array[]): Uint8Array {
  const body = concat(content);
  const length = body.length < 0x80 ? [body.length] : [0x81, body.length];
  return concat([Uint8Array.of(tag, ...length), body]);
}

export function write_spki(point: Uint8Array): Uint8Array {
  return element(sequence, p256_algorithm, element(bit_string, Uint8Array.of(0), point));
}

export function write_pkcs8(scalar: Uint8Array, point: Uint8Array): Uint8Array {
  const public_part = element(0xa1, element(bit_string, Uint8Array.of(0), point));
  const key = element(sequence, element(integer, Uint8Array.of(1)), element(octet_string, scalar), public_part);
  return element(sequence, element(integer, Uint8Array.of(0)), p256_algorithm, element(octet_string, key));
}
