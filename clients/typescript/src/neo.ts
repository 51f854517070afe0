import { eventsOf } from './events.js';
import type { Pages } from './paging.js';
import { Resource, SILENCE_MS_MAX, type ListOptions } from './resource.js';
import { path, type CallOptions } from './transport.js';
import type * as types from './types.js';

// The service answers at the latest after this time, so one try needs no longer time-out than usual.
const WAIT_SECONDS = 20;

/** Every member narrows it down. */
export interface NeoEventQuery {
  contract?: string;
  event?: string;
  /** Transfers from or to this account. */
  account?: string;
  from_block?: number;
  to_block?: number;
  /** Where to go on: of the page or the event before, in place of `from_block`. */
  cursor?: string;
}

/** Accounts that the service signs for, the transactions it sent, and what the chain said. */
export class Neo extends Resource {
  /** Makes a key in the vault, or imports `key` (WIF or hexadecimal). */
  addAccount(name: string, { key, ...options }: CallOptions & { key?: string } = {}): Promise<types.Account> {
    return this.post('/v1/neo/accounts', { name, key }, options);
  }

  accounts(options?: CallOptions): Promise<types.Account[]> {
    return this.items('/v1/neo/accounts', options);
  }

  account(name: string, options?: CallOptions): Promise<types.Account> {
    return this.read(path('/v1/neo/accounts/{}', name), options);
  }

  /** Destroys the key too. */
  removeAccount(name: string, options?: CallOptions): Promise<void> {
    return this.remove(path('/v1/neo/accounts/{}', name), options);
  }

  /** Lets a function have the account sign. */
  grant(account: string, grant: types.AccountGrantRequest, options?: CallOptions): Promise<types.AccountGrant> {
    return this.post(path('/v1/neo/accounts/{}/grants', account), grant, options);
  }

  grants(account: string, options?: CallOptions): Promise<types.AccountGrant[]> {
    return this.items(path('/v1/neo/accounts/{}/grants', account), options);
  }

  revoke(account: string, grant: string, options?: CallOptions): Promise<void> {
    return this.remove(path('/v1/neo/accounts/{}/grants/{}', account, grant), options);
  }

  /** The newest first. */
  transactions(options: ListOptions & { state?: types.NeoTransaction['state'] } = {}): Pages<types.NeoTransaction> {
    return this.pages('/v1/neo/transactions', options);
  }

  transaction(hash: string, options?: CallOptions): Promise<types.NeoTransaction> {
    return this.read(path('/v1/neo/transactions/{}', hash), options);
  }

  /** Waits until it has ended, one way or the other; until the signal is aborted. */
  async waitForTransaction(
    hash: string,
    { signal }: Pick<CallOptions, 'signal'> = {},
  ): Promise<types.NeoTransaction> {
    const where = path('/v1/neo/transactions/{}', hash);
    for (;;) {
      const transaction = await this.read<types.NeoTransaction>(where, { signal }, { wait_seconds: WAIT_SECONDS });
      if (transaction.ended_at !== undefined) return transaction;
    }
  }

  cancelTransaction(hash: string, options?: CallOptions): Promise<types.NeoTransaction> {
    return this.post(path('/v1/neo/transactions/{}/cancel', hash), undefined, options);
  }

  /** A page of events in the order of the chain. Asking on and on with its `next_cursor` gives every event once. */
  events(query: NeoEventQuery & ListOptions = {}): Promise<types.NeoEventPage> {
    const { signal, timeoutMs, ...rest } = query;
    return this.read('/v1/neo/events', { signal, timeoutMs }, rest);
  }

  /**
   * Events that are there already, from `from_block` or `cursor` on, then those to come. With the `cursor` of the last
   * one that was seen it goes on after it, when the connection broke (which is thrown) or the program was stopped.
   */
  async *followEvents(
    query: NeoEventQuery = {},
    { signal }: Pick<CallOptions, 'signal'> = {},
  ): AsyncGenerator<{ cursor: string; event: types.NeoEvent }, void, void> {
    const where = { method: 'GET', path: '/v1/neo/events', query: { ...query, follow: 1 } } as const;
    const stream = this.transport.stream({ ...where, signal, timeoutMs: SILENCE_MS_MAX });
    for await (const { event, id, data } of eventsOf(stream)) {
      if (event === 'event') yield { cursor: id, event: JSON.parse(data) as types.NeoEvent };
    }
  }

  nodes(options?: CallOptions): Promise<types.NeoNode[]> {
    return this.items('/v1/neo/nodes', options);
  }
}
