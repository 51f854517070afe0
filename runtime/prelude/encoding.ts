// TextEncoder and TextDecoder (Encoding Standard). UTF-8 is done natively: in JavaScript it is 300 times slower.
// Known labels: UTF-8, UTF-16LE, UTF-16BE and windows-1252, which is what "latin1" and "ascii" mean there.
import { concat, view_of } from './bytes.ts';
import { tag } from './interface.ts';
import { native } from './host.ts';

const labels: Record<string, string> = { __proto__: null } as never;
for (const [encoding, names] of [
  ['utf-8', 'utf-8 utf8 unicode-1-1-utf-8 unicode11utf8 unicode20utf8 x-unicode20utf8'],
  ['utf-16le', 'utf-16le utf-16 ucs-2 unicode csunicode iso-10646-ucs-2 unicodefeff'],
  ['utf-16be', 'utf-16be unicodefffe'],
  ['windows-1252', 'windows-1252 latin1 l1 ascii us-ascii iso-8859-1 iso8859-1 iso_8859-1 iso88591 cp1252 cp819 ibm819 x-cp1252 ' +
    'ansi_x3.4-1968 csisolatin1 iso-ir-100 iso_8859-1:1987'],
] as const) {
  for (const name of names.split(' ')) labels[name] = encoding;
}

// Code points of the bytes 0x80 to 0x9f in windows-1252.
const windows_1252 = '\u20ac\x81\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\x8d\u017d\x8f' +
  '\x90\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\x9d\u017e\u0178';

export class TextEncoder {
  get encoding(): string { return 'utf-8'; }

  encode(text: unknown = ''): Uint8Array {
    return native.utf8_encode(`${text}`);
  }

  encodeInto(source: unknown, destination: Uint8Array): { read: number; written: number } {
    const text = `${source}`;
    const all = native.utf8_encode(text);
    if (all.length <= destination.length) {
      destination.set(all);
      return { read: text.length, written: all.length };
    }
    let written = destination.length;
    while (written > 0 && (all[written]! & 0xc0) === 0x80) --written;  // do not cut a character
    destination.set(all.subarray(0, written));
    return { read: native.utf8_decode(all.subarray(0, written), false)!.length, written };
  }
}
tag(TextEncoder, 'TextEncoder');

/** How many bytes at the end of `bytes` begin a UTF-8 character that more bytes could complete. */
function incomplete_utf8_tail(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; ++back) {
    const byte = bytes[bytes.length - back]!;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back && native.utf8_decode(bytes.subarray(bytes.length - back), false)!.length === 1 ? back : 0;
  }
  return 0;
}

function decode_utf16(bytes: Uint8Array, big_endian: boolean): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let text = '';
  for (let at = 0; at + 1 < bytes.length; at += 2) text += String.fromCharCode(view.getUint16(at, !big_endian));
  return text;
}

function decode_windows_1252(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte >= 0x80 && byte < 0xa0 ? windows_1252[byte - 0x80] : String.fromCharCode(byte);
  return text;
}

export class TextDecoder {
  readonly #encoding: string;
  readonly #fatal: boolean;
  readonly #ignore_bom: boolean;
  #rest: Uint8Array | undefined;  // bytes of an unfinished character, between calls with { stream: true }
  #bom_seen = false;

  constructor(label: unknown = 'utf-8', options?: { fatal?: boolean; ignoreBOM?: boolean }) {
    const encoding = labels[`${label}`.trim().toLowerCase()];
    if (encoding === undefined) throw new RangeError(`The encoding '${label}' is not supported`);
    this.#encoding = encoding;
    this.#fatal = Boolean(options?.fatal);
    this.#ignore_bom = Boolean(options?.ignoreBOM);
  }

  get encoding(): string { return this.#encoding; }
  get fatal(): boolean { return this.#fatal; }
  get ignoreBOM(): boolean { return this.#ignore_bom; }

  decode(input?: unknown, options?: { stream?: boolean }): string {
    let bytes = input === undefined ? new Uint8Array(0) : view_of(input, 'The input of TextDecoder.decode');
    if (this.#rest) bytes = concat([this.#rest, bytes]);
    this.#rest = undefined;
    if (options?.stream) bytes = this.#keep_tail(bytes);

    let text = this.#decode(bytes);
    if (!this.#bom_seen && text.length > 0) {
      this.#bom_seen = true;
      if (!this.#ignore_bom && this.#encoding !== 'windows-1252' && text.charCodeAt(0) === 0xfeff) text = text.slice(1);
    }
    if (!options?.stream) this.#bom_seen = false;
    return text;
  }

  #keep_tail(bytes: Uint8Array): Uint8Array {
    const tail = this.#encoding === 'utf-8' ? incomplete_utf8_tail(bytes)
      : this.#encoding === 'windows-1252' ? 0 : incomplete_utf16_tail(bytes, this.#encoding === 'utf-16be');
    if (tail === 0) return bytes;
    this.#rest = bytes.slice(bytes.length - tail);
    return bytes.subarray(0, bytes.length - tail);
  }

  #decode(bytes: Uint8Array): string {
    if (this.#encoding === 'windows-1252') return decode_windows_1252(bytes);
    if (this.#encoding === 'utf-8') {
      const text = native.utf8_decode(bytes, this.#fatal);
      if (text === undefined) throw new TypeError('The encoded data was not valid UTF-8');
      return text;
    }
    const text = decode_utf16(bytes, this.#encoding === 'utf-16be');
    const whole = bytes.length % 2 === 0 && text.isWellFormed();
    if (whole) return text;
    if (this.#fatal) throw new TypeError('The encoded data was not valid UTF-16');
    return text.toWellFormed() + (bytes.length % 2 === 0 ? '' : '\ufffd');
  }
}
tag(TextDecoder, 'TextDecoder');

function incomplete_utf16_tail(bytes: Uint8Array, big_endian: boolean): number {
  const odd = bytes.length % 2;
  const even = bytes.length - odd;
  const high = even >= 2 ? bytes[even - (big_endian ? 2 : 1)]! : 0;
  return odd + ((high & 0xfc) === 0xd8 ? 2 : 0);  // a high surrogate waits for its other half
}

