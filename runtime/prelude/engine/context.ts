// The second argument of a handler. One object, made with the image; its parts are made when they are looked at, since
// most functions never look.
import { type Neo, neo } from '../neo/neo.ts';
import { meta_json } from './phase.ts';
import { type Secrets, make_secrets } from './secrets.ts';

interface Meta {
  id: string;
  deadline_ms: number;
  secret_token: string;
  trigger: Record<string, unknown>;
}

export interface Execution {
  readonly id: string;
  readonly deadline: Date;
  readonly trigger: Readonly<Record<string, unknown>>;
}

export interface Context {
  readonly execution: Execution;
  readonly secrets: Secrets;
  readonly neo: Neo;
}

export function make_context(): Context {
  let execution: Execution | undefined;
  const meta = () => JSON.parse(meta_json()) as Meta;
  const secrets = make_secrets(() => meta().secret_token);
  return Object.freeze({
    neo,
    get execution(): Execution {
      return execution ??= make_execution(meta());
    },
    secrets,
  });
}

function make_execution(meta: Meta): Execution {
  return Object.freeze({ id: meta.id, deadline: new Date(meta.deadline_ms), trigger: Object.freeze(meta.trigger) });
}
