// Response (Fetch Standard, section 5.4).
import { show_as, tag } from '../interface.ts';
import { native } from '../host.ts';
import type { ReadableStream } from '../streams.ts';
import { URL } from '../url.ts';
import { Body, type BodyInit, content_of, split_body } from './body.ts';
import { freeze_headers, Headers, type HeadersInit } from './headers.ts';

export interface ResponseInit {
  status?: unknown;
  statusText?: unknown;
  headers?: HeadersInit;
}

/** What the gateway tells of an answer from the network. */
export interface Answer {
  status: number;
  status_text: string;
  url: string;
  redirected: boolean;
  headers: [string, string][];
}

const without_body = new Set([101, 103, 204, 205, 304]);
const redirect_statuses = new Set([301, 302, 303, 307, 308]);

function status_of(value: unknown): number {
  const status = Math.trunc(Number(value));
  if (!(status >= 200 && status <= 599)) throw new RangeError('The status of a response is a number from 200 to 599');
  return status;
}

function status_text_of(value: unknown): string {
  const text = `${value as string}`;
  if (/[^\t\x20-\x7e\x80-\xff]/.test(text)) throw new TypeError('The status text has characters that are not allowed');
  return text;
}

export class Response extends Body {
  #status: number;
  #status_text: string;
  #headers: Headers;
  #url = '';
  #redirected = false;
  #type = 'default';

  constructor(body?: BodyInit | null, init: ResponseInit = {}) {
    const content = content_of(body);
    super(content.source);
    this.#status = init.status === undefined ? 200 : status_of(init.status);
    this.#status_text = init.statusText === undefined ? '' : status_text_of(init.statusText);
    this.#headers = new Headers(init.headers ?? undefined);
    if (content.source !== null && without_body.has(this.#status)) {
      throw new TypeError(`A response with status ${this.#status} cannot have a body`);
    }
    if (content.type !== null && !this.#headers.has('content-type')) this.#headers.set('content-type', content.type);
  }

  static error(): Response {
    const response = new Response();
    response.#status = 0;
    response.#type = 'error';
    freeze_headers(response.#headers);
    return response;
  }

  static redirect(url: unknown, status: unknown = 302): Response {
    const location = new URL(`${url as string}`).href;
    if (!redirect_statuses.has(Number(status))) throw new RangeError(`${status as number} is not the status of a redirect`);
    const response = new Response(null, { status, headers: { location } });
    freeze_headers(response.#headers);
    return response;
  }

  static json(data: unknown, init: ResponseInit = {}): Response {
    const text = JSON.stringify(data);
    if (text === undefined) throw new TypeError('The value cannot be written as JSON');
    const headers = new Headers(init.headers ?? undefined);
    if (!headers.has('content-type')) headers.set('content-type', 'application/json');
    return new Response(native.utf8_encode(text), { ...init, headers });
  }

  get type(): string { return this.#type; }
  get url(): string { return this.#url; }
  get redirected(): boolean { return this.#redirected; }
  get status(): number { return this.#status; }
  get ok(): boolean { return this.#status >= 200 && this.#status <= 299; }
  get statusText(): string { return this.#status_text; }
  override get headers(): Headers { return this.#headers; }

  clone(): Response {
    const copy = new Response(split_body(this) as ReadableStream | null);
    copy.#copy_from(this);
    return copy;
  }

  #copy_from(other: Response): void {
    this.#status = other.#status;
    this.#status_text = other.#status_text;
    this.#headers = new Headers(other.#headers);
    this.#url = other.#url;
    this.#redirected = other.#redirected;
    this.#type = other.#type;
  }

  static from_network(answer: Answer, body: Uint8Array | undefined): Response {
    const empty = without_body.has(answer.status);
    const response = new Response(empty ? null : body ?? new Uint8Array(0));
    response.#status = answer.status;
    response.#status_text = answer.status_text;
    response.#headers = freeze_headers(new Headers(answer.headers));
    response.#url = answer.url;
    response.#redirected = answer.redirected;
    response.#type = 'basic';
    return response;
  }
}
tag(Response, 'Response');
show_as(Response, 'Response', ({ status, ok, url, headers }) => ({ status, ok, url, headers }));

export const response_from_network = Response.from_network;
delete (Response as { from_network?: unknown }).from_network;
