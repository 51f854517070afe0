// console (Console Standard). Each message becomes one log entry of the execution.
import { is_object } from '../interface.ts';
import { native } from '../host.ts';
import { without_prelude } from '../failure_text.ts';
import { format } from './format.ts';
import { inspect } from './inspect.ts';
import { table_text } from './table.ts';

type Level = 'debug' | 'log' | 'info' | 'warn' | 'error';

/** Groups may nest this deep before the indent stops growing. */
const groups_max = 20;

let indent = '';
const counts = new Map<string, number>();
const timers = new Map<string, number>();

function write(level: Level, text: string): void {
  native.log(level, indent === '' ? text : indent + text.replaceAll('\n', `\n${indent}`));
}

function label_of(label: unknown): string {
  return label === undefined ? 'default' : `${label as string}`;
}

function elapsed(label: string): string | undefined {
  const start = timers.get(label);
  return start === undefined ? undefined : `${label}: ${Number((native.now() - start).toFixed(3))}ms`;
}

export const console = {
  debug(...args: unknown[]): void { write('debug', format(args)); },
  log(...args: unknown[]): void { write('log', format(args)); },
  info(...args: unknown[]): void { write('info', format(args)); },
  warn(...args: unknown[]): void { write('warn', format(args)); },
  error(...args: unknown[]): void { write('error', format(args)); },

  trace(...args: unknown[]): void {
    const title = args.length > 0 ? `Trace: ${format(args)}` : 'Trace';
    const frames = without_prelude((new Error().stack ?? '').split('\n').slice(1).join('\n'));
    write('debug', `${title}\n${frames}`);
  },
  assert(condition?: unknown, ...args: unknown[]): void {
    if (condition) return;
    if (typeof args[0] === 'string') args[0] = `Assertion failed: ${args[0]}`;
    else args.unshift('Assertion failed');
    write('error', format(args));
  },
  dir(value?: unknown, options?: { depth?: number | null }): void {
    const depth = options?.depth;
    write('log', inspect(value, depth === null ? 20 : depth));
  },
  dirxml(...args: unknown[]): void { write('log', format(args)); },
  table(data?: unknown, columns?: string[]): void {
    write('log', is_object(data) ? table_text(data, columns) : format([data]));
  },

  count(label?: unknown): void {
    const name = label_of(label);
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    write('info', `${name}: ${count}`);
  },
  countReset(label?: unknown): void { counts.delete(label_of(label)); },

  group(...args: unknown[]): void {
    if (args.length > 0) write('log', format(args));
    if (indent.length < groups_max * 2) indent += '  ';
  },
  groupCollapsed(...args: unknown[]): void { console.group(...args); },
  groupEnd(): void { indent = indent.slice(2); },

  // Time stands still while a function computes, so this measures the waiting for host calls.
  time(label?: unknown): void { timers.set(label_of(label), native.now()); },
  timeLog(label?: unknown, ...args: unknown[]): void {
    const text = elapsed(label_of(label));
    if (text !== undefined) write('info', args.length > 0 ? `${text} ${format(args)}` : text);
  },
  timeEnd(label?: unknown): void {
    const text = elapsed(label_of(label));
    if (text !== undefined) write('info', text);
    timers.delete(label_of(label));
  },
};
Object.defineProperty(console, Symbol.toStringTag, { value: 'console', configurable: true });
