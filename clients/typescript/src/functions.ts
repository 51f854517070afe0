import { failureOf, NslError } from './error.js';
import { eventsOf } from './events.js';
import type { Executions } from './executions.js';
import type { Pages } from './paging.js';
import { Resource, SILENCE_MS_MAX, type ListOptions } from './resource.js';
import { path, type CallOptions, type Transport } from './transport.js';
import type { Deployed, DeployRequest, Execution, FunctionInfo, LogLine, Version } from './types.js';

export interface InvokeOptions extends CallOptions {
  /** Run this version, not the active one. */
  version?: number;
  /** Queue it and wait for its end for so many seconds, or not at all (0). Left out, it runs at once. */
  wait?: number;
  /**
   * Up to 255 printable characters, unique to this request. The function runs once however often the request is sent,
   * so this client sends it again when the answer does not come.
   */
  idempotencyKey?: string;
}

// The most that the service waits in one request.
const WAIT_SECONDS_MAX = 60;

/** What is deployed, and running it. */
export class Functions extends Resource {
  readonly #executions: Executions;

  constructor(transport: Transport, executions: Executions) {
    super(transport);
    this.#executions = executions;
  }

  /** Makes a new version of a function, from the text of an ES module. The same content again makes none. */
  deploy(name: string, version: string | DeployRequest, options?: CallOptions): Promise<Deployed> {
    const body = typeof version === 'string' ? { code: version } : version;
    const call = { method: 'PUT', path: path('/v1/functions/{}', name), body, repeatable: true } as const;
    return this.transport.request({ ...call, ...options });
  }

  get(name: string, options?: CallOptions): Promise<FunctionInfo> {
    return this.read(path('/v1/functions/{}', name), options);
  }

  list(options: ListOptions = {}): Pages<FunctionInfo> {
    return this.pages('/v1/functions', options);
  }

  delete(name: string, options?: CallOptions): Promise<void> {
    return this.remove(path('/v1/functions/{}', name), options);
  }

  /** The newest first. */
  versions(name: string, options: ListOptions = {}): Pages<Version> {
    return this.pages(path('/v1/functions/{}/versions', name), options);
  }

  /** `code: true` for the source text too. */
  version(name: string, number: number, options: CallOptions & { code?: boolean } = {}): Promise<Version> {
    const { code, ...rest } = options;
    return this.read(path('/v1/functions/{}/versions/{}', name, number), rest, { include: code ? 'code' : undefined });
  }

  /** Makes an older version the active one: the one before, or `version`. */
  rollback(name: string, version?: number, options?: CallOptions): Promise<FunctionInfo> {
    return this.post(path('/v1/functions/{}/rollback', name), { version }, options);
  }

  /**
   * Runs a function. Resolves also when it failed: look at `status` and `error` of what comes back. With `wait` it may
   * be queued or running still.
   */
  async invoke(name: string, input: unknown = null, options: InvokeOptions = {}): Promise<Execution> {
    const { version, wait, idempotencyKey, timeoutMs = this.transport.timeoutMs, signal } = options;
    const begin = Date.now();
    const first = Math.min(Math.ceil(wait ?? 0), WAIT_SECONDS_MAX);
    const prefer = wait === undefined ? undefined : first === 0 ? 'respond-async' : `wait=${first}`;
    const execution = await this.transport.request<Execution>({
      method: 'POST',
      path: path('/v1/functions/{}/invoke', name),
      query: { version },
      headers: { 'Idempotency-Key': idempotencyKey, Prefer: prefer },
      body: input,
      repeatable: idempotencyKey !== undefined,
      timeoutMs: timeoutMs + first * 1_000,
      signal,
    });
    const left = (wait ?? 0) * 1_000 - (Date.now() - begin);
    if (execution.finished_at !== null || left <= 0) return execution;
    return this.#executions.until(execution, left, signal);
  }

  /** Runs a function and gives what it returned. Whatever else happens to it is thrown. */
  async call<Output = unknown>(name: string, input?: unknown, options?: InvokeOptions): Promise<Output> {
    const execution = await this.invoke(name, input, options);
    if (execution.status === 'succeeded') return execution.output as Output;
    if (execution.finished_at !== null) throw failureOf(execution);
    const message = `${execution.id} is ${execution.status}; executions.wait() waits for it`;
    throw new NslError('execution_pending', message, { status: 202, execution });
  }

  /** What executions wrote with `console`, the newest execution first. */
  logs(name: string, options: ListOptions = {}): Pages<LogLine> {
    return this.pages(path('/v1/functions/{}/logs', name), options);
  }

  /**
   * Log lines from now on, as they are written, until the loop over them is left or the signal aborted. Ends when the
   * service stops; a broken connection is thrown.
   */
  async *followLogs(name: string, { signal }: Pick<CallOptions, 'signal'> = {}): AsyncGenerator<LogLine, void, void> {
    const where = { method: 'GET', path: path('/v1/functions/{}/logs', name), query: { follow: 1 } } as const;
    const stream = this.transport.stream({ ...where, signal, timeoutMs: SILENCE_MS_MAX });
    for await (const { event, data } of eventsOf(stream)) {
      if (event === 'log') yield JSON.parse(data) as LogLine;
    }
  }
}
