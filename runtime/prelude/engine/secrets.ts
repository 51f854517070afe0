// context.secrets: values and references of secrets that the function has a grant for.
import { host_call } from './host_call.ts';
import { native } from '../host.ts';
import { is_executing } from './phase.ts';

export interface Secrets {
  get(name: string): Promise<string>;
  reference(name: string): string;
}

/** `token` makes references of this execution known to the gateway (src/functions/execution_secrets.h). */
export function make_secrets(token: () => string): Secrets {
  return Object.freeze({
    async get(name: string): Promise<string> {
      const { body } = await host_call('secret', { name: checked(name) });
      const text = native.utf8_decode(body ?? new Uint8Array(0), true);
      if (text === undefined) throw new TypeError('The value of this secret is not text in UTF-8');
      return text;
    },

    reference(name: string): string {
      if (!is_executing()) throw new Error('References to secrets can be made inside the handler only: each execution has its own');
      return `nsl_secret_ref.${checked(name)}.${token()}`;
    },
  });
}

/** Never repeats the text it refuses: it may be a value that was passed by mistake. */
function checked(name: unknown): string {
  if (typeof name === 'string' && /^[A-Za-z0-9_-]{1,128}$/.test(name)) return name;
  throw new TypeError('The name of a secret has 1 to 128 of A-Z, a-z, 0-9, _ and -');
}
