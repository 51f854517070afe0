// Runs the author's handler: input in, output or failure out.
import { describe_failure } from '../failure_text.ts';
import { native } from '../host.ts';
import type { Entry } from '../native.d.ts';
import { type Context, make_context } from './context.ts';
import { set_meta_source } from './phase.ts';
import { failure_code, report } from './report.ts';

type Handler = (input: unknown, context: Context) => unknown;

/**
 * The hottest code of the prelude. Each page of memory it touches is restored after the execution. So start() is one
 * function with all it needs at hand, and the runner is made last of all: what is made together lies together.
 */
export function make_runner(): Pick<Entry, 'install' | 'start'> {
  const { parse, stringify } = JSON;
  const { succeed } = native;
  const context = make_context();
  let handler: Handler;
  let meta_json = '';
  set_meta_source(() => meta_json);

  function install(namespace: object): string {
    const exported = (namespace as { default?: unknown }).default;
    if (typeof exported !== 'function') return missing_handler(exported);
    handler = exported as Handler;
    return '';
  }

  async function start(input_json: string, meta: string): Promise<void> {
    meta_json = meta;
    let output: unknown;
    try {
      output = await handler(parse(input_json), context);
    } catch (error) {
      return report(error);
    }
    let json: string | undefined;
    try {
      json = output === undefined ? 'null' : stringify(output);
    } catch (error) {
      return refuse_output(error);
    }
    if (json === undefined) return refuse_type(output);
    succeed(json);
  }

  return { install, start };
}

function missing_handler(exported: unknown): string {
  if (exported === undefined) return 'The module has no default export. Write: export default async function (input, context) { ... }';
  return `The default export must be a function, but it is of type ${exported === null ? 'null' : typeof exported}`;
}

function refuse_output(error: unknown): void {
  const { message, stack } = describe_failure(error);
  native.fail(failure_code(message, 'invalid_output'), `The returned value cannot be written as JSON. ${message}`, stack);
}

function refuse_type(output: unknown): void {
  const what = typeof output === 'object' ? 'an object whose toJSON gives nothing' : `a ${typeof output}`;
  native.fail('invalid_output', `The returned value cannot be written as JSON: it is ${what}`, '');
}
