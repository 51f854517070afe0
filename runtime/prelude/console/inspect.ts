// Makes values readable, in the manner of Node's util.inspect. Never throws and always ends: depth, entries and total
// length are bounded, and a value whose traps or getters throw is shown as such.
import { is_object } from '../interface.ts';
import { members_of } from './members.ts';
import { prefix_of } from './prefix.ts';
import { quote } from './quote.ts';

/** Levels of nesting shown, as in Node. console.dir can ask for more. */
const depth_default = 2;
/** Entries of one list, as in Node. */
export const entries_max = 100;
/** Characters of one string, as in Node. */
const string_max = 10_000;
/** Objects visited for one message: bounds the work when a structure is wide at every level. */
const objects_max = 2_000;
/** Characters of all strings of one message. */
const characters_max = 100_000;
/** What fits into one line. */
const line_max = 76;

const custom = Symbol.for('nodejs.util.inspect.custom');

/** One walk over a value. */
export interface Walk {
  readonly depth_max: number;
  readonly path: object[];                 // objects we are inside of, outermost first
  readonly circular: Map<object, number>;  // targets of a circle, and their number
  objects: number;
  characters: number;
  show(value: unknown): string;            // one level deeper
}

export function inspect(value: unknown, depth_max: number = depth_default): string {
  const walk: Walk = {
    depth_max,
    path: [],
    circular: new Map(),
    objects: 0,
    characters: 0,
    show: (inner) => show(inner, walk),
  };
  return walk.show(value);
}

function show(value: unknown, walk: Walk): string {
  if (!is_object(value)) return typeof value === 'string' ? show_string(value, walk) : show_primitive(value);
  if (walk.path.includes(value)) return `[Circular *${circle_number(value, walk)}]`;
  if (++walk.objects > objects_max) return '...';
  walk.path.push(value);
  try {
    const text = show_custom(value, walk) ?? show_object(value, walk);
    const circle = walk.circular.get(value);
    return circle === undefined ? text : `<ref *${circle}> ${text}`;
  } catch (error) {
    if (error instanceof InternalError) throw error;  // out of memory or stack: not ours to hide
    return '[Object that cannot be inspected]';
  } finally {
    walk.path.pop();
  }
}

export function show_primitive(value: unknown): string {
  switch (typeof value) {
    case 'string': return quote(value.slice(0, string_max));
    case 'bigint': return `${value}n`;
    case 'symbol': return value.toString();
    case 'number': return Object.is(value, -0) ? '-0' : `${value}`;
    default: return `${value}`;
  }
}

function show_string(text: string, walk: Walk): string {
  const shown = text.slice(0, Math.min(string_max, characters_max - walk.characters));
  walk.characters += shown.length;
  return shown.length === text.length ? quote(text) : `${quote(shown)}... ${text.length - shown.length} more characters`;
}

function circle_number(value: object, walk: Walk): number {
  const known = walk.circular.get(value);
  if (known !== undefined) return known;
  walk.circular.set(value, walk.circular.size + 1);
  return walk.circular.size;
}

/** Libraries (decimal.js, for one) say with this symbol how they want to be shown. */
function show_custom(value: object, walk: Walk): string | undefined {
  const method = (value as Record<symbol, unknown>)[custom];
  if (typeof method !== 'function') return undefined;
  const depth_left = walk.depth_max - walk.path.length + 1;
  const result = method.call(value, depth_left, { depth: depth_left, stylize: (text: string) => text }, inspect);
  if (typeof result === 'string') return result.replaceAll('\n', `\n${'  '.repeat(walk.path.length - 1)}`);
  return result === value ? undefined : walk.show(result);
}

function show_object(value: object, walk: Walk): string {
  const prefix = prefix_of(value);
  if (walk.path.length > walk.depth_max + 1) {
    return prefix.whole ?? `[${prefix.name || (Array.isArray(value) ? 'Array' : 'Object')}]`;
  }
  const members = members_of(value, walk);
  if (prefix.whole !== undefined && members.length === 0) return prefix.whole;
  const head = [prefix.whole, prefix.label].filter((part) => part).join(' ');
  return lay_out(head, members, prefix.list ? '[]' : '{}', walk.path.length - 1);
}

/** `{ a: 1, b: 2 }` in a line when it fits, else a line for each member; short members of a list share lines. */
function lay_out(head: string, members: string[], braces: string, level: number): string {
  const open = head ? `${head} ${braces[0]}` : braces[0]!;
  if (members.length === 0) return `${open}${braces[1]}`;
  const line = `${open} ${members.join(', ')} ${braces[1]}`;
  if (line.length + level * 2 <= line_max && !line.includes('\n')) return line;

  const indent = '  '.repeat(level + 1);
  const rows = braces === '[]' && members.length > 6 ? fill_lines(members, line_max - indent.length) : members;
  return `${open}\n${indent}${rows.join(`,\n${indent}`)}\n${'  '.repeat(level)}${braces[1]}`;
}

function fill_lines(members: string[], width: number): string[] {
  const rows: string[] = [];
  for (const member of members) {
    const last = rows.length - 1;
    const fits = last >= 0 && !member.includes('\n') && !rows[last]!.includes('\n') && rows[last]!.length + member.length + 2 <= width;
    if (fits) rows[last] += `, ${member}`;
    else rows.push(member);
  }
  return rows;
}
