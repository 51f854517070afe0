import { NslError } from './error.js';
import type { Pages } from './paging.js';
import { Resource, type ListOptions } from './resource.js';
import { sleep } from './retry.js';
import { path, type CallOptions } from './transport.js';
import type { Execution, ExecutionStatus, Replay } from './types.js';

const PAUSE_MIN_MS = 50;
const PAUSE_MAX_MS = 1_000;
const WAIT_MS = 15 * 60_000;

/** Runs of functions, and their records. */
export class Executions extends Resource {
  get(id: string, options?: CallOptions): Promise<Execution> {
    return this.read(path('/v1/executions/{}', id), options);
  }

  /** Of one function, the newest first; without output and logs, which `get` has. */
  list(name: string, options: ListOptions & { status?: ExecutionStatus } = {}): Pages<Execution> {
    return this.pages(path('/v1/functions/{}/executions', name), options);
  }

  /**
   * Waits until it has ended; however it ended, it is what comes back. Throws `execution_pending` after `timeoutMs`
   * (15 minutes when left out).
   */
  async wait(id: string, { timeoutMs = WAIT_MS, signal }: CallOptions = {}): Promise<Execution> {
    const execution = await this.until(await this.get(id, { signal }), timeoutMs, signal);
    if (execution.finished_at !== null) return execution;
    const message = `${id} is ${execution.status} after ${timeoutMs} ms`;
    throw new NslError('execution_pending', message, { status: 200, execution });
  }

  /** The execution when it has ended, or as it is after `timeoutMs`. */
  async until(execution: Execution, timeoutMs: number, signal?: AbortSignal): Promise<Execution> {
    const end = Date.now() + timeoutMs;
    for (let pause = PAUSE_MIN_MS; execution.finished_at === null && Date.now() < end; pause *= 1.5) {
      await sleep(Math.min(pause, PAUSE_MAX_MS, end - Date.now()), signal);
      execution = await this.get(execution.id, { signal });
    }
    return execution;
  }

  /** What it wrote with `console`. */
  async logs(id: string, options?: CallOptions): Promise<Execution['logs']> {
    return (await this.get(id, options)).logs;
  }

  cancel(id: string, options?: CallOptions): Promise<Execution> {
    return this.post(path('/v1/executions/{}/cancel', id), undefined, options);
  }

  /** Runs it again from its record, asking nothing outside, and says whether the same comes out. */
  replay(id: string, options?: CallOptions): Promise<Replay> {
    return this.post(path('/v1/executions/{}/replay', id), undefined, options);
  }
}
