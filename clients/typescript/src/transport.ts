import { errorOf, NslError } from './error.js';
import { pauseBefore, sleep, type RetryOptions } from './retry.js';

export interface CallOptions {
  /** Ends the request; its reason is thrown. */
  signal?: AbortSignal | undefined;
  /** How long one try may take, in place of the client's. */
  timeoutMs?: number | undefined;
}

export interface Call extends CallOptions {
  method: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE';
  /** Begins with "/". Made with `path`, so that names cannot change it. */
  path: string;
  query?: Record<string, string | number | boolean | undefined>;
  headers?: Record<string, string | undefined>;
  /** Sent as JSON; undefined for none. */
  body?: unknown;
  /** Whether making the request twice does the same as once. When left out: GET and DELETE only. */
  repeatable?: boolean;
}

export interface Answer<T> {
  status: number;
  headers: Headers;
  data: T;
}

/** "/v1/functions/{}" with each "{}" replaced by a value, percent-encoded. */
export function path(template: string, ...values: (string | number)[]): string {
  return template.replace(/\{\}/g, () => encodeURIComponent(values.shift() ?? ''));
}

export interface TransportOptions {
  /** Without a slash at its end. */
  url: string;
  token: string | undefined;
  timeoutMs: number;
  retry: RetryOptions;
  fetch: typeof globalThis.fetch;
}

/** Makes requests: address, token, time-outs, tries, errors. Knows nothing of what the operations mean. */
export class Transport {
  readonly #url: string;
  readonly #token: string | undefined;
  readonly #fetch: typeof globalThis.fetch;
  /** How long one try may take, where a call does not say. */
  readonly timeoutMs: number;
  readonly #retry: RetryOptions;

  constructor(options: TransportOptions) {
    this.#url = options.url;
    this.#token = options.token;
    this.#fetch = options.fetch;
    this.timeoutMs = options.timeoutMs;
    this.#retry = options.retry;
  }

  /** The body of the answer: parsed JSON, text of any other type, undefined when there is none. */
  async request<T>(call: Call): Promise<T> {
    return (await this.ask<T>(call)).data;
  }

  /** The same with status and headers. */
  async ask<T>(call: Call): Promise<Answer<T>> {
    const repeatable = call.repeatable ?? (call.method === 'GET' || call.method === 'DELETE');
    for (let tries = 1; ; ++tries) {
      try {
        return await this.#try<T>(call);
      } catch (error) {
        if (!(error instanceof NslError)) throw error;
        // The try before, whose answer was lost, has done it.
        if (call.method === 'DELETE' && tries > 1 && error.status === 404) {
          return { status: 204, headers: new Headers(), data: undefined as T };
        }
        const pause = repeatable ? pauseBefore(error, tries, this.#retry, Math.random()) : undefined;
        if (pause === undefined) throw error;
        await sleep(pause, call.signal);
      }
    }
  }

  /** An answer that is read as it comes. `timeoutMs` ends it when nothing comes for so long. Not tried again. */
  async *stream(call: Call): AsyncGenerator<Uint8Array, void, void> {
    const watch = new Watch(call.signal, call.timeoutMs ?? this.timeoutMs);
    let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
    try {
      const response = await watch.over(this.#send(call, watch.signal, 'text/event-stream'));
      if (!response.ok) throw await watch.over(errorOf(response));
      reader = response.body?.getReader();
      if (!reader) return;
      for (;;) {
        watch.restart();
        const { done, value } = await watch.over(reader.read());
        if (done) return;
        yield value;
      }
    } finally {
      watch.end();
      reader?.cancel().catch(() => undefined);
    }
  }

  async #try<T>(call: Call): Promise<Answer<T>> {
    const watch = new Watch(call.signal, call.timeoutMs ?? this.timeoutMs);
    try {
      const response = await watch.over(this.#send(call, watch.signal, 'application/json, */*;q=0.1'));
      if (!response.ok) throw await watch.over(errorOf(response));
      const text = await watch.over(response.text());
      return { status: response.status, headers: response.headers, data: parsed(response, text) as T };
    } finally {
      watch.end();
    }
  }

  #send(call: Call, signal: AbortSignal, accept: string): Promise<Response> {
    const headers = new Headers({ Accept: accept });
    if (this.#token !== undefined) headers.set('Authorization', `Bearer ${this.#token}`);
    if (call.body !== undefined) headers.set('Content-Type', 'application/json');
    for (const [name, value] of given(call.headers)) headers.set(name, value);
    const query = new URLSearchParams(given(call.query)).toString();
    const url = this.#url + call.path + (query && `?${query}`);
    const body = call.body === undefined ? null : JSON.stringify(call.body);
    // The service never redirects; following one would show the token to somebody else.
    return this.#fetch(url, { method: call.method, headers, body, signal, redirect: 'error', credentials: 'omit' });
  }
}

function given(members: Record<string, unknown> = {}): [string, string][] {
  return Object.entries(members).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
}

function parsed(response: Response, text: string): unknown {
  if (text === '') return undefined;
  if (!response.headers.get('Content-Type')?.startsWith('application/json')) return text;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new NslError('bad_answer', 'the answer is no JSON', { status: response.status, cause });
  }
}

/** One request under a deadline and the caller's signal, and which of the two ended it. */
class Watch {
  readonly #controller = new AbortController();
  readonly #caller: AbortSignal | undefined;
  readonly #timeoutMs: number;
  readonly #broken: Promise<never>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #late = false;

  constructor(caller: AbortSignal | undefined, timeoutMs: number) {
    caller?.throwIfAborted();
    this.#caller = caller;
    this.#timeoutMs = timeoutMs;
    const { signal } = this.#controller;
    this.#broken = new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    this.#broken.catch(() => undefined);  // nobody may be waiting for a step
    caller?.addEventListener('abort', this.#aborted, { once: true });
    this.restart();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  restart(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#late = true;
      this.#controller.abort();
    }, this.#timeoutMs);
  }

  /** Says in the library's words why `step` failed. Does not rely on `fetch` to notice that the signal was aborted: Node 18 forgets it. */
  async over<T>(step: Promise<T>): Promise<T> {
    try {
      return await Promise.race([step, this.#broken]);
    } catch (cause) {
      if (cause instanceof NslError) throw cause;
      if (this.#caller?.aborted) throw this.#caller.reason;
      const details = { retryable: true, cause };
      if (this.#late) throw new NslError('timeout', `no answer within ${this.#timeoutMs} ms`, details);
      throw new NslError('unreachable', 'the service cannot be reached', details);
    }
  }

  /** Also ends a request that is still under way: a stream that nobody reads on. */
  end(): void {
    clearTimeout(this.#timer);
    this.#caller?.removeEventListener('abort', this.#aborted);
    this.#controller.abort();
  }

  readonly #aborted = (): void => this.#controller.abort();
}
