import { Pages, type Page } from './paging.js';
import type { Call, CallOptions, Transport } from './transport.js';

export interface ListOptions extends CallOptions {
  /** Items on a page: 1 to 200, 50 when left out. */
  limit?: number | undefined;
}

/** How long a stream may say nothing: the service says something every 15 s. */
export const SILENCE_MS_MAX = 60_000;

type Query = NonNullable<Call['query']>;
type Extra = Pick<Call, 'headers' | 'query'>;

/** What the parts of the client are made of. */
export abstract class Resource {
  protected readonly transport: Transport;

  constructor(transport: Transport) {
    this.transport = transport;
  }

  protected read<T>(path: string, options: CallOptions = {}, query: Query = {}): Promise<T> {
    return this.transport.request({ method: 'GET', path, query, ...options });
  }

  protected post<T>(path: string, body: unknown, options: CallOptions = {}, extra: Extra = {}): Promise<T> {
    return this.transport.request({ method: 'POST', path, body, ...extra, ...options });
  }

  protected async remove(path: string, options: CallOptions = {}, extra: Extra = {}): Promise<void> {
    await this.transport.request({ method: 'DELETE', path, ...extra, ...options });
  }

  /** A list that comes in pages. What `options` has besides those of a call goes into the query. */
  protected pages<T>(path: string, { signal, timeoutMs, ...query }: ListOptions): Pages<T> {
    return new Pages((cursor) => this.read<Page<T>>(path, { signal, timeoutMs }, { ...query, cursor }));
  }

  /** A list that comes whole. */
  protected async items<T>(path: string, options?: CallOptions): Promise<T[]> {
    return (await this.read<{ data: T[] }>(path, options)).data;
  }
}
