// Joins the arguments of a console method to one line of text (Console Standard, section 2.2: format specifiers).
import { is_object } from '../interface.ts';
import { inspect } from './inspect.ts';

/** Characters of one message. The engine bounds all messages of an execution together. */
const message_max = 65_536;

export function format(args: unknown[]): string {
  const [first, ...rest] = args;
  const parts: string[] = [];
  if (typeof first === 'string') parts.push(rest.length > 0 && first.includes('%') ? substitute(first, rest) : first);
  else if (args.length > 0) parts.push(inspect(first));
  for (const arg of rest) parts.push(typeof arg === 'string' ? arg : inspect(arg));
  const text = parts.join(' ');
  return text.length <= message_max ? text : `${text.slice(0, message_max)}... ${text.length - message_max} more characters`;
}

/** Replaces %s and its kin; takes from `args` what it used. */
function substitute(text: string, args: unknown[]): string {
  return text.replace(/%[sdifjoOc%]/g, (specifier) => {
    if (specifier === '%%') return '%';
    if (args.length === 0) return specifier;
    const arg = args.shift();
    switch (specifier) {
      case '%s': return typeof arg === 'string' ? arg : typeof arg === 'object' ? inspect(arg, 0) : as_string(arg);
      case '%d': return number_text(arg, Number);
      case '%i': return number_text(arg, Number.parseInt);
      case '%f': return number_text(arg, Number.parseFloat);
      case '%j': return json_text(arg);
      case '%o': return inspect(arg, 4);
      case '%O': return inspect(arg);
      default: return '';  // %c: style sheets have no meaning here
    }
  });
}

function as_string(value: unknown): string {
  return typeof value === 'bigint' ? `${value}n` : Object.is(value, -0) ? '-0' : String(value);
}

function number_text(value: unknown, convert: (text: string) => number): string {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'symbol' || is_object(value)) return 'NaN';
  return as_string(convert(value as string));
}

function json_text(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'undefined';
  } catch {
    return '[Circular]';
  }
}
