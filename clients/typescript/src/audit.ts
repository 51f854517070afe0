import type { Pages } from './paging.js';
import { Resource, type ListOptions } from './resource.js';
import type { CallOptions } from './transport.js';
import type { AuditEntry, AuditHead } from './types.js';

/** Every member narrows it down. */
export interface AuditQuery extends ListOptions {
  action?: string;
  outcome?: AuditEntry['outcome'];
  secret?: string;
  function?: string;
  execution?: string;
  /** Times as in "2026-01-01T00:00:00Z". */
  since?: string;
  until?: string;
}

/** What was done with secrets and keys, and what was refused. */
export class Audit extends Resource {
  /** The newest first. */
  list(query: AuditQuery = {}): Pages<AuditEntry> {
    return this.pages('/v1/audit', query);
  }

  /** The signed end of the log: keep it elsewhere, and a log that was cut shows. */
  head(options?: CallOptions): Promise<AuditHead> {
    return this.read('/v1/audit/head', options);
  }
}
