// Host calls: the numbered door to the outside. A call is answered later, through deliver().
import { native } from '../host.ts';
import { note_time_origin } from '../performance.ts';

export interface HostAnswer {
  result: unknown;
  body: Uint8Array | undefined;
}

/** The gateway's refusal or failure. `code` is stable ("host_not_allowed", "timeout", ...). */
export class HostCallError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }

  override get name(): string { return 'HostCallError'; }
}

interface Waiting {
  resolve(answer: HostAnswer): void;
  reject(error: unknown): void;
}

const waiting = new Map<number, Waiting>();
let last_call = 0;

/** Sends a call. Throws when the door is shut: while a module is loaded, or when the limit of calls is reached. */
export function send(name: string, args: object, body: Uint8Array | undefined, answer: Waiting): void {
  note_time_origin();
  const call = last_call + 1;
  native.host_call(call, name, JSON.stringify(args), body);
  last_call = call;
  waiting.set(call, answer);
}

export function host_call(name: string, args: object, body?: Uint8Array): Promise<HostAnswer> {
  return new Promise((resolve, reject) => send(name, args, body, { resolve, reject }));
}

export function deliver(call: number, ok: boolean, result_json: string, body: Uint8Array | undefined): void {
  const answer = waiting.get(call);
  if (!answer) return;
  waiting.delete(call);
  const result: unknown = JSON.parse(result_json);
  if (ok) return answer.resolve({ result, body });
  const { code, message } = result as { code: string; message: string };
  answer.reject(new HostCallError(code, message));
}
