// Request (Fetch Standard, section 5.3). What only makes sense in a browser (credentials, cache, mode) is accepted and
// reported as given, and changes nothing.
import { AbortSignal } from '../events/abort.ts';
import { show_as, tag } from '../interface.ts';
import { URL } from '../url.ts';
import { Body, type BodyInit, type Content, content_of, move_body, split_body } from './body.ts';
import { Headers, type HeadersInit } from './headers.ts';
import type { ReadableStream } from '../streams.ts';

export interface RequestInit {
  method?: unknown;
  headers?: HeadersInit;
  body?: BodyInit | null;
  redirect?: unknown;
  signal?: AbortSignal | null;
  [ignored: string]: unknown;
}

const normalized = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT']);
const forbidden = new Set(['CONNECT', 'TRACE', 'TRACK']);
const redirects = new Set(['follow', 'error', 'manual']);

function method_of(value: unknown): string {
  const method = `${value as string}`;
  if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(method) || forbidden.has(method.toUpperCase())) {
    throw new TypeError(`'${method}' is not a method that fetch can use`);
  }
  return normalized.has(method.toUpperCase()) ? method.toUpperCase() : method;
}

function url_of(input: unknown): string {
  const url = new URL(`${input as string}`);
  if (url.username !== '' || url.password !== '') throw new TypeError('A request URL must not contain a user name or password');
  return url.href;
}

export class Request extends Body {
  readonly #method: string;
  readonly #url: string;
  readonly #headers: Headers;
  readonly #redirect: string;
  readonly #signal: AbortSignal;

  constructor(input: unknown, init: RequestInit = {}) {
    const original = input instanceof Request ? input : undefined;
    const url = original ? original.url : url_of(input);
    const method = init.method === undefined ? original?.method ?? 'GET' : method_of(init.method);
    const content = request_content(original, init, method);
    super(content.source);
    this.#url = url;
    this.#method = method;
    this.#headers = new Headers(init.headers ?? original?.headers);
    if (content.type !== null && !this.#headers.has('content-type')) this.#headers.set('content-type', content.type);
    this.#redirect = init.redirect === undefined ? original?.redirect ?? 'follow' : `${init.redirect as string}`;
    if (!redirects.has(this.#redirect)) throw new TypeError(`'${this.#redirect}' is not a redirect mode (follow, error, manual)`);
    const signal = init.signal === undefined ? original?.signal : init.signal;
    if (signal && !(signal instanceof AbortSignal)) throw new TypeError('signal must be an AbortSignal');
    this.#signal = AbortSignal.any(signal ? [signal] : []);
  }

  get method(): string { return this.#method; }
  get url(): string { return this.#url; }
  override get headers(): Headers { return this.#headers; }
  get redirect(): string { return this.#redirect; }
  get signal(): AbortSignal { return this.#signal; }
  get credentials(): string { return 'same-origin'; }
  get cache(): string { return 'default'; }
  get mode(): string { return 'cors'; }
  get referrer(): string { return 'about:client'; }
  get referrerPolicy(): string { return ''; }
  get integrity(): string { return ''; }
  get keepalive(): boolean { return false; }
  get destination(): string { return ''; }
  get duplex(): string { return 'half'; }

  clone(): Request {
    return new Request(this.#url, {
      method: this.#method, headers: this.#headers, redirect: this.#redirect, signal: this.#signal,
      body: split_body(this) as ReadableStream | null,
    });
  }
}
tag(Request, 'Request');
show_as(Request, 'Request', ({ method, url, headers }) => ({ method, url, headers }));

function request_content(original: Request | undefined, init: RequestInit, method: string): Content {
  const own = init.body !== undefined && init.body !== null;
  if (own && (method === 'GET' || method === 'HEAD')) throw new TypeError(`A ${method} request cannot have a body`);
  if (own) return content_of(init.body);
  return { source: original ? move_body(original) : null, type: null };
}
