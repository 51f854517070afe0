import type { NslError } from './error.js';

export interface RetryOptions {
  /** How often a request is made again, at most. 2 when left out; 0 for never. */
  retries: number;
  /** The longest pause before the next try. When the service asks for a longer one, its answer is thrown. */
  pauseMaxMs: number;
}

/**
 * How long to wait before the next try, or undefined to give up. `tries` counts those that were made. `random` is
 * from 0 to 1: pauses are spread, so that clients which failed together do not come back together.
 */
export function pauseBefore(error: NslError, tries: number, options: RetryOptions, random: number): number | undefined {
  if (!error.retryable || tries > options.retries) return undefined;
  const growing = Math.min(200 * 2 ** (tries - 1), options.pauseMaxMs);
  const pause = Math.max(error.retryAfterMs ?? 0, growing * (0.5 + random / 2));
  return pause <= options.pauseMaxMs ? pause : undefined;
}

/** Waits; rejects with the signal's reason as soon as it is aborted. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const aborted = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', aborted);
      resolve();
    }, ms);
    signal?.addEventListener('abort', aborted, { once: true });
  });
}
