// fetch: the request goes to the gateway as host call "fetch"; its grants decide whether it leaves.
import { HostCallError, host_call } from '../engine/host_call.ts';
import type { AbortSignal } from '../events/abort.ts';
import { take_body } from './body.ts';
import { Request, type RequestInit } from './request.ts';
import { type Answer, type Response, response_from_network } from './response.ts';

export async function fetch(input: unknown, init?: RequestInit): Promise<Response> {
  const request = new Request(input, init);
  const { signal } = request;
  signal.throwIfAborted();
  const protocol = request.url.slice(0, request.url.indexOf(':'));
  if (protocol !== 'http' && protocol !== 'https') throw new TypeError(`fetch cannot use the scheme '${protocol}'`);
  const body = await take_body(request);
  signal.throwIfAborted();
  return or_aborted(signal, exchange(request, body));
}

async function exchange(request: Request, body: Uint8Array | undefined): Promise<Response> {
  const { method, url, redirect } = request;
  try {
    const answer = await host_call('fetch', { method, url, headers: [...request.headers], redirect }, body);
    return response_from_network(answer.result as Answer, answer.body);
  } catch (error) {
    if (!(error instanceof HostCallError)) throw error;
    throw new TypeError(`fetch failed: ${error.message}`, { cause: error });
  }
}

/** The call cannot be taken back, but an aborted caller need not wait for its answer. */
function or_aborted(signal: AbortSignal, response: Promise<Response>): Promise<Response> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    response.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
