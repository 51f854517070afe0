// Runs the author's handler: input in, output or failure out.
//
// start() is the hottest code of the prelude. Each object it touches is a page of memory to restore afterwards, so it is
// one function, and what it calls is at hand in constants.
import { describe_failure } from '../failure_text.ts';
import { native } from '../host.ts';
import { context } from './context.ts';
import { failure_code, report } from './report.ts';

type Handler = (input: unknown, context: object) => unknown;

const { parse, stringify } = JSON;
const { succeed } = native;

let handler: Handler;

/** What the engine tells about this execution; empty while modules are loaded. */
export let meta_json = '';

export function install(namespace: object): string {
  const exported = (namespace as { default?: unknown }).default;
  if (exported === undefined) return 'The module has no default export. Write: export default async function (input, context) { ... }';
  if (typeof exported !== 'function') return `The default export must be a function, but it is of type ${exported === null ? 'null' : typeof exported}`;
  handler = exported as Handler;
  return '';
}

export async function start(input_json: string, meta: string): Promise<void> {
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

function refuse_output(error: unknown): void {
  const { message, stack } = describe_failure(error);
  native.fail(failure_code(message, 'invalid_output'), `The returned value cannot be written as JSON. ${message}`, stack);
}

function refuse_type(output: unknown): void {
  const what = typeof output === 'object' ? 'an object whose toJSON gives nothing' : `a ${typeof output}`;
  native.fail('invalid_output', `The returned value cannot be written as JSON: it is ${what}`, '');
}
