import type { Execution, Problem } from './types.js';

/** Codes that this library makes by itself; all others are the service's (docs/reference/api.md). */
export type LocalCode =
  /** No answer came: wrong address, no network, a connection that broke. */
  | 'unreachable'
  /** The answer did not come within `timeoutMs`. */
  | 'timeout'
  /** What answered is no Neo Service Layer, or something between changed the answer. */
  | 'bad_answer'
  /** The execution goes on, but was not waited for any longer. It is in `execution`. */
  | 'execution_pending';

interface Details {
  status?: number;
  requestId?: string | undefined;
  retryable?: boolean;
  advice?: string | undefined;
  errors?: Problem['errors'];
  execution?: Execution;
  retryAfterMs?: number | undefined;
  cause?: unknown;
}

/** Whatever goes wrong, other than an `AbortSignal` of yours, whose reason is thrown as it is. */
export class NslError extends Error {
  override readonly name = 'NslError';
  /** Stable; branch on it. One of the service's codes, one of a failed execution, or a `LocalCode`. */
  readonly code: string;
  /** The HTTP status; 0 when there was no answer. A failed execution has 200: the request did what it should. */
  readonly status: number;
  /** Names the request in the service's log. */
  readonly requestId: string | undefined;
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;
  /** What to do about it, as the service says. */
  readonly advice: string | undefined;
  /** The places in the request that are wrong. */
  readonly errors: NonNullable<Problem['errors']>;
  /** The execution that failed or has not ended. */
  readonly execution: Execution | undefined;
  /** How long the service asks to wait before the next try. */
  readonly retryAfterMs: number | undefined;

  constructor(code: string, message: string, details: Details = {}) {
    super(message, 'cause' in details ? { cause: details.cause } : undefined);
    this.code = code;
    this.status = details.status ?? 0;
    this.requestId = details.requestId;
    this.retryable = details.retryable ?? false;
    this.advice = details.advice;
    this.errors = details.errors ?? [];
    this.execution = details.execution;
    this.retryAfterMs = details.retryAfterMs;
  }
}

/** The error of an answer whose status is 400 or above. `now` is for a `Retry-After` that is a date. */
export async function errorOf(response: Response, now = Date.now()): Promise<NslError> {
  const text = await response.text();
  const details = {
    status: response.status,
    requestId: response.headers.get('Request-Id') ?? undefined,
    retryAfterMs: retryAfter(response.headers.get('Retry-After'), now),
  };
  let problem: Partial<Problem> = {};
  try {
    problem = JSON.parse(text) as Partial<Problem>;
  } catch {
    // A proxy's page; it is told apart below by the code it lacks.
  }
  if (typeof problem?.code !== 'string') {
    const retryable = [429, 502, 503, 504].includes(response.status);
    const message = `status ${response.status} without a problem document`;
    return new NslError('bad_answer', message, { ...details, retryable });
  }
  return new NslError(problem.code, problem.detail ?? problem.title ?? problem.code, {
    ...details,
    requestId: problem.request_id ?? details.requestId,
    retryable: problem.retryable ?? false,
    advice: problem.advice,
    errors: problem.errors,
  });
}

/** The error of an execution that ended without success. */
export function failureOf(execution: Execution): NslError {
  const { code = execution.status, message = `the execution has ${execution.status}` } = execution.error ?? {};
  return new NslError(code, message, { status: 200, execution });
}

// RFC 9110, section 10.2.3: seconds or a date.
function retryAfter(value: string | null, now: number): number | undefined {
  if (value === null) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1_000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
