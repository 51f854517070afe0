// Blob and File (File API). The bytes of a Blob never change, so slices share them.
import { concat, is_buffer_source, to_array_buffer, view_of } from '../bytes.ts';
import { show_as, tag } from '../interface.ts';
import { native } from '../host.ts';
import { type ReadableStream, stream_of } from '../streams.ts';

type Part = ArrayBuffer | ArrayBufferView | Blob | string;

function clean_type(type: unknown): string {
  const text = `${(type ?? '') as string}`;
  return /^[\x20-\x7e]*$/.test(text) ? text.toLowerCase() : '';
}

export class Blob {
  readonly #bytes: Uint8Array;
  readonly #type: string;

  constructor(parts?: Iterable<Part>, options?: { type?: unknown }) {
    if (parts !== undefined && typeof parts !== 'object') throw new TypeError('A Blob is made of an array of parts');
    this.#bytes = concat(parts === undefined ? [] : Array.from(parts, bytes_of_part));
    this.#type = clean_type(options?.type);
  }

  get size(): number { return this.#bytes.length; }
  get type(): string { return this.#type; }

  slice(start?: number, end?: number, type?: unknown): Blob {
    return new Blob([this.#bytes.subarray(start, end)], { type });
  }
  async text(): Promise<string> { return native.utf8_decode(this.#bytes, false)!; }
  async arrayBuffer(): Promise<ArrayBuffer> { return to_array_buffer(this.#bytes); }
  async bytes(): Promise<Uint8Array> { return this.#bytes.slice(); }
  stream(): ReadableStream { return stream_of(this.#bytes.slice()); }

  static bytes_of(blob: Blob): Uint8Array { return blob.#bytes; }
}
tag(Blob, 'Blob');
show_as(Blob, 'Blob', ({ size, type }) => ({ size, type }));

/** The bytes themselves; the caller must not change them. */
export const bytes_of_blob = Blob.bytes_of;
delete (Blob as { bytes_of?: unknown }).bytes_of;

function bytes_of_part(part: Part): Uint8Array {
  if (part instanceof Blob) return bytes_of_blob(part);
  return is_buffer_source(part) ? view_of(part) : native.utf8_encode(`${part}`);
}

export class File extends Blob {
  readonly #name: string;
  readonly #last_modified: number;

  constructor(parts: Iterable<Part>, name: unknown, options?: { type?: unknown; lastModified?: unknown }) {
    if (arguments.length < 2) throw new TypeError('A File needs parts and a name');
    super(parts, options);
    this.#name = `${name as string}`;
    this.#last_modified = options?.lastModified === undefined ? Date.now() : Math.trunc(Number(options.lastModified));
  }

  get name(): string { return this.#name; }
  get lastModified(): number { return this.#last_modified; }
  get webkitRelativePath(): string { return ''; }
}
tag(File, 'File');
show_as(File, 'File', ({ name, size, type }) => ({ name, size, type }));
