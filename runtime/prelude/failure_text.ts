// Turns what was thrown into text, safely: anything can be thrown, also objects whose getters throw or never were
// meant to be read. (A getter that never ends is the deadline's matter.)
import { is_error } from './brand.ts';
import { inspect } from './console/inspect.ts';
import { is_object } from './interface.ts';

export interface FailureText {
  message: string;  // "TypeError: x is not a function"
  stack: string;    // frames, then those of its causes
}

/** Causes, and errors inside an AggregateError, that are followed. */
const causes_max = 5;
const message_max = 4_096;
const stack_max = 16_384;

export function describe_failure(reason: unknown): FailureText {
  return { message: cut(summary_of(reason), message_max), stack: cut(stack_of(reason, causes_max), stack_max) };
}

/** As shown by console: "TypeError: message" and the frames below it. */
export function error_text(error: Error): string {
  const frames = frames_of(error);
  const summary = summary_of(error);
  return frames === '' ? `[${summary}]` : `${summary}\n${frames}`;
}

function summary_of(reason: unknown): string {
  if (!is_object(reason)) return `Uncaught ${inspect(reason)}`;
  try {
    if (!is_error(reason)) return `Uncaught ${inspect(reason, 1)}`;
    const { name, message } = reason as { name: unknown; message: unknown };
    const title = typeof name === 'string' && name !== '' ? name : 'Error';
    return typeof message === 'string' && message !== '' ? `${title}: ${message}` : title;
  } catch {
    return 'Uncaught object that cannot be read';
  }
}

function frames_of(reason: unknown): string {
  if (!is_object(reason)) return '';
  try {
    const { stack } = reason as { stack?: unknown };
    return typeof stack === 'string' ? without_prelude(stack) : '';
  } catch {
    return '';
  }
}

// Frames of this prelude below the author's own say nothing to the author. The name of its file is whatever the engine
// called it when it was loaded.
const own_file = /\(?([^\s(]+?):\d+(:\d+)?\)?\s*$/.exec(new Error().stack ?? '')?.[1];

export function without_prelude(stack: string): string {
  const lines = stack.split('\n').filter((line) => line.trim() !== '');
  while (own_file !== undefined && lines.at(-1)?.includes(`${own_file}:`)) lines.pop();
  return lines.join('\n');
}

function stack_of(reason: unknown, causes_left: number): string {
  const parts = [frames_of(reason)];
  for (const [label, cause] of causes_of(reason)) {
    if (--causes_left < 0) {
      parts.push('... more causes');
      break;
    }
    parts.push(`${label}${summary_of(cause)}`, stack_of(cause, Math.min(causes_left, 2)));
  }
  return parts.filter((part) => part !== '').join('\n');
}

function causes_of(reason: unknown): [string, unknown][] {
  if (!is_object(reason)) return [];
  try {
    const causes: [string, unknown][] = [];
    const { cause, errors } = reason as { cause?: unknown; errors?: unknown };
    if (cause !== undefined && is_error(reason)) causes.push(['Caused by ', cause]);
    if (reason instanceof AggregateError && Array.isArray(errors)) {
      for (const error of errors.slice(0, causes_max + 1)) causes.push(['Together with ', error]);
    }
    return causes;
  } catch {
    return [];
  }
}

function cut(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max)}... (${text.length - max} more characters)`;
}
