import type { Pages } from './paging.js';
import { Resource, type ListOptions } from './resource.js';
import { path, type CallOptions } from './transport.js';
import type { Account, AccountGrant, AccountGrantRequest, NeoNode, NeoTransaction } from './types.js';

// The service answers at the latest after this time, so one try needs no longer time-out than usual.
const WAIT_SECONDS = 20;

/** Accounts that the service signs for, and the transactions it sent. */
export class Neo extends Resource {
  /** Makes a key in the vault, or imports `key` (WIF or hexadecimal). */
  addAccount(name: string, { key, ...options }: CallOptions & { key?: string } = {}): Promise<Account> {
    return this.post('/v1/neo/accounts', { name, key }, options);
  }

  accounts(options?: CallOptions): Promise<Account[]> {
    return this.items('/v1/neo/accounts', options);
  }

  account(name: string, options?: CallOptions): Promise<Account> {
    return this.read(path('/v1/neo/accounts/{}', name), options);
  }

  /** Destroys the key too. */
  removeAccount(name: string, options?: CallOptions): Promise<void> {
    return this.remove(path('/v1/neo/accounts/{}', name), options);
  }

  /** Lets a function have the account sign. */
  grant(account: string, grant: AccountGrantRequest, options?: CallOptions): Promise<AccountGrant> {
    return this.post(path('/v1/neo/accounts/{}/grants', account), grant, options);
  }

  grants(account: string, options?: CallOptions): Promise<AccountGrant[]> {
    return this.items(path('/v1/neo/accounts/{}/grants', account), options);
  }

  revoke(account: string, grant: string, options?: CallOptions): Promise<void> {
    return this.remove(path('/v1/neo/accounts/{}/grants/{}', account, grant), options);
  }

  /** The newest first. */
  transactions(options: ListOptions & { state?: NeoTransaction['state'] } = {}): Pages<NeoTransaction> {
    return this.pages('/v1/neo/transactions', options);
  }

  transaction(hash: string, options?: CallOptions): Promise<NeoTransaction> {
    return this.read(path('/v1/neo/transactions/{}', hash), options);
  }

  /** Waits until it has ended, one way or the other; until the signal is aborted. */
  async waitForTransaction(hash: string, { signal }: Pick<CallOptions, 'signal'> = {}): Promise<NeoTransaction> {
    const where = path('/v1/neo/transactions/{}', hash);
    for (;;) {
      const transaction = await this.read<NeoTransaction>(where, { signal }, { wait_seconds: WAIT_SECONDS });
      if (transaction.ended_at !== undefined) return transaction;
    }
  }

  cancelTransaction(hash: string, options?: CallOptions): Promise<NeoTransaction> {
    return this.post(path('/v1/neo/transactions/{}/cancel', hash), undefined, options);
  }

  nodes(options?: CallOptions): Promise<NeoNode[]> {
    return this.items('/v1/neo/nodes', options);
  }
}
