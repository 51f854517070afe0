import { Audit } from './audit.js';
import { Executions } from './executions.js';
import { Functions, type InvokeOptions } from './functions.js';
import { Neo } from './neo.js';
import { Secrets } from './secrets.js';
import { Tokens } from './tokens.js';
import { Transport, type Answer, type Call, type CallOptions } from './transport.js';
import type { ServiceStatus, WhoAmI } from './types.js';

export interface ClientOptions {
  /** Where the service is, such as "https://nsl.example.org". */
  url: string;
  /** An API token, a session or a JSON Web Token. It is sent to `url` and nowhere else. */
  token?: string;
  /** How long one try of a request may take; 60,000 when left out. */
  timeoutMs?: number;
  /** How often a request that may be made twice is made again, at most; 2 when left out. */
  retries?: number;
  /** The longest pause between tries; 30,000 when left out. */
  pauseMaxMs?: number;
  /** In place of the global `fetch`. */
  fetch?: typeof globalThis.fetch;
}

/**
 * A client of the Neo Service Layer. It keeps no connection and no state besides its options, so one can be shared.
 *
 * ```ts
 * const nsl = new NslClient({ url: 'http://127.0.0.1:8080', token });
 * await nsl.functions.deploy('double', 'export default ({ x }) => 2 * x;');
 * await nsl.invoke('double', { x: 21 });  // 42
 * ```
 */
export class NslClient {
  readonly functions: Functions;
  readonly executions: Executions;
  readonly secrets: Secrets;
  readonly tokens: Tokens;
  readonly neo: Neo;
  readonly audit: Audit;
  readonly #transport: Transport;

  constructor(options: ClientOptions) {
    const { url, token, timeoutMs = 60_000, retries = 2, pauseMaxMs = 30_000 } = options;
    // Called as a global function: browsers refuse to be called as a method of something else.
    const fetch: typeof globalThis.fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
    this.#transport = new Transport({ url: addressOf(url), token, timeoutMs, retry: { retries, pauseMaxMs }, fetch });
    this.executions = new Executions(this.#transport);
    this.functions = new Functions(this.#transport, this.executions);
    this.secrets = new Secrets(this.#transport);
    this.tokens = new Tokens(this.#transport);
    this.neo = new Neo(this.#transport);
    this.audit = new Audit(this.#transport);
  }

  /** Runs a function and gives what it returned; throws when it did not succeed. */
  invoke<Output = unknown>(name: string, input?: unknown, options?: InvokeOptions): Promise<Output> {
    return this.functions.call<Output>(name, input, options);
  }

  whoami(options?: CallOptions): Promise<WhoAmI> {
    return this.#transport.request({ method: 'GET', path: '/v1/whoami', ...options });
  }

  status(options?: CallOptions): Promise<ServiceStatus> {
    return this.#transport.request({ method: 'GET', path: '/v1/status', ...options });
  }

  /** Any operation, with the same errors and tries: for those that have no method here (docs/reference/api.md). */
  request<T>(call: Call): Promise<Answer<T>> {
    return this.#transport.ask<T>(call);
  }
}

function addressOf(text: string): string {
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw new TypeError(`${text} is not of http or https`);
  const more = url.username || url.password || url.search || url.hash;
  if (more) throw new TypeError('url has more than an address');
  return url.href.replace(/\/+$/, '');
}
