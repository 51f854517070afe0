// Body: what Request and Response share (Fetch Standard, section 5.2). Bytes are kept as bytes and become a stream only
// when somebody asks for one.
import { concat, is_buffer_source, to_array_buffer, view_of } from '../bytes.ts';
import { native } from '../host.ts';
import { is_used, read_all, ReadableStream, stream_of } from '../streams.ts';
import { URLSearchParams } from '../url.ts';
import { Blob, bytes_of_blob } from './blob.ts';
import { FormData } from './form_data.ts';
import type { Headers } from './headers.ts';
import { read_multipart, write_multipart } from './multipart.ts';

export type BodyInit = ReadableStream | Blob | ArrayBuffer | ArrayBufferView | FormData | URLSearchParams | string;

export interface Content {
  source: Uint8Array | ReadableStream | null;
  type: string | null;     // Content-Type that the kind of body brings along
}

export function content_of(init: unknown): Content {
  if (init === null || init === undefined) return { source: null, type: null };
  if (init instanceof ReadableStream) {
    if (is_used(init)) throw new TypeError('The stream of this body has been read already');
    return { source: init, type: null };
  }
  if (init instanceof Blob) return { source: bytes_of_blob(init), type: init.type || null };
  if (is_buffer_source(init)) return { source: view_of(init).slice(), type: null };
  if (init instanceof URLSearchParams) {
    return { source: native.utf8_encode(init.toString()), type: 'application/x-www-form-urlencoded;charset=UTF-8' };
  }
  if (init instanceof FormData) {
    const boundary = `----nsl-${hex(native.random(16))}`;
    return { source: write_multipart(init, boundary), type: `multipart/form-data; boundary=${boundary}` };
  }
  return { source: native.utf8_encode(`${init as string}`), type: 'text/plain;charset=UTF-8' };
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export abstract class Body {
  #source: Uint8Array | ReadableStream | null;
  #used = false;

  constructor(source: Uint8Array | ReadableStream | null) {
    this.#source = source;
  }

  abstract get headers(): Headers;

  get body(): ReadableStream | null {
    if (this.#source instanceof Uint8Array) {
      const stream = stream_of(this.#source);
      if (this.#used) void stream.cancel();
      this.#source = stream;
    }
    return this.#source;
  }

  get bodyUsed(): boolean {
    return this.#used || (this.#source instanceof ReadableStream && is_used(this.#source));
  }

  async bytes(): Promise<Uint8Array> { return (await this.#take()).slice(); }
  async arrayBuffer(): Promise<ArrayBuffer> { return to_array_buffer(await this.#take()); }
  async blob(): Promise<Blob> { return new Blob([await this.#take()], { type: this.headers.get('content-type') ?? '' }); }
  async text(): Promise<string> { return decode(await this.#take()); }
  async json(): Promise<unknown> { return JSON.parse(decode(await this.#take())) as unknown; }

  async formData(): Promise<FormData> {
    const type = this.headers.get('content-type') ?? '';
    const bytes = await this.#take();
    if (/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type)) {
      const form = new FormData();
      for (const [name, value] of new URLSearchParams(decode(bytes))) form.append(name, value);
      return form;
    }
    const boundary = /^multipart\/form-data\s*;.*\bboundary=(?:"([^"]+)"|([^;\s]+))/i.exec(type);
    if (boundary) return read_multipart(bytes, (boundary[1] ?? boundary[2])!);
    throw new TypeError(`A body of type '${type}' is not form data`);
  }

  /** Bytes that the caller must not change. */
  async #take(): Promise<Uint8Array> {
    if (this.bodyUsed) throw new TypeError('The body has been read already');
    const source = this.#source;
    if (source === null) return new Uint8Array(0);
    this.#used = true;
    return source instanceof Uint8Array ? source : concat(await read_all(source));
  }

  static split(body: Body): Uint8Array | ReadableStream | null {
    if (body.bodyUsed) throw new TypeError('The body has been read already');
    if (!(body.#source instanceof ReadableStream)) return body.#source;
    const [one, other] = body.#source.tee();
    body.#source = one;
    return other;
  }

  static move(body: Body): Uint8Array | ReadableStream | null {
    if (body.bodyUsed) throw new TypeError('The body has been read already');
    body.#used = body.#source !== null;
    return body.#source;
  }

  static take(body: Body): Promise<Uint8Array | undefined> | undefined {
    return body.#source === null ? undefined : body.#take();
  }
}

/** A second body with the same content. */
export const split_body = Body.split;
/** The content itself; the body it comes from is used up. */
export const move_body = Body.move;
/** The content, used up; undefined when there is none. */
export const take_body = Body.take;
delete (Body as { split?: unknown }).split;
delete (Body as { move?: unknown }).move;
delete (Body as { take?: unknown }).take;

function decode(bytes: Uint8Array): string {
  const has_mark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return native.utf8_decode(has_mark ? bytes.subarray(3) : bytes, false)!;
}
