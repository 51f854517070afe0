// The second argument of a handler. One object, made with the image; its parts are made when they are looked at, since
// most functions never look.
import { meta_json } from './phase.ts';

interface Meta {
  id: string;
  deadline_ms: number;
  trigger: Record<string, unknown>;
}

export interface Execution {
  readonly id: string;
  readonly deadline: Date;
  readonly trigger: Readonly<Record<string, unknown>>;
}

export interface Context {
  readonly execution: Execution;
}

export function make_context(): Context {
  let execution: Execution | undefined;
  return Object.freeze({
    get execution(): Execution {
      return execution ??= make_execution(JSON.parse(meta_json()) as Meta);
    },
  });
}

function make_execution(meta: Meta): Execution {
  return Object.freeze({ id: meta.id, deadline: new Date(meta.deadline_ms), trigger: Object.freeze(meta.trigger) });
}
