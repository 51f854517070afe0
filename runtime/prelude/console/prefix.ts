// What stands before the braces: the class of the object, its size, or its whole text when it is more value than
// container (dates, regular expressions, functions, errors).
import { box_name, is_date, is_error, is_map, is_regexp, is_set, typed_array_name } from '../brand.ts';
import { error_text } from '../failure_text.ts';
import { show_primitive } from './inspect.ts';

export interface Prefix {
  name: string;         // of the class; "" for plain objects
  label: string;        // what stands before the brace; "" for plain objects and arrays
  whole?: string;       // the text when the object has no members of its own
  list: boolean;        // square brackets
}

export function prefix_of(value: object): Prefix {
  if (typeof value === 'function') return { name: 'Function', label: '', whole: function_text(value), list: false };
  const name = class_name(value);
  if (is_error(value)) return { name: name ?? 'Error', label: '', whole: error_text(value), list: false };
  if (is_date(value)) return { name: 'Date', label: '', whole: Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString(), list: false };
  if (is_regexp(value)) return { name: 'RegExp', label: '', whole: RegExp.prototype.toString.call(value), list: false };
  const box = box_name(value);
  if (box !== undefined) {
    return { name: box, label: '', whole: `[${box}: ${show_primitive((value as { valueOf(): unknown }).valueOf())}]`, list: false };
  }

  const size = size_of(value);
  const label = name === null ? '[Object: null prototype]' : size === undefined ? name : `${name}(${size})`;
  if (Array.isArray(value)) return { name: name ?? 'Array', label: name === 'Array' ? '' : label, list: true };
  if (typed_array_name(value) !== undefined) return { name: name ?? 'TypedArray', label, list: true };
  return { name: name ?? '[Object: null prototype]', label: name === 'Object' ? tag_label(value) : label, list: false };
}

function size_of(value: object): number | undefined {
  if (Array.isArray(value)) return value.length;
  if (is_map(value) || is_set(value)) return value.size;
  if (typed_array_name(value) !== undefined) return (value as Uint8Array).length;
  return undefined;
}

/** The name of the constructor nearest in the prototype chain; null without one. */
function class_name(value: object): string | null {
  for (let at: object | null = value; at !== null; at = Object.getPrototypeOf(at)) {
    const own = Object.getOwnPropertyDescriptor(at, 'constructor');
    const constructor = own && 'value' in own ? own.value : own?.get && at !== value ? (at as { constructor?: unknown }).constructor : undefined;
    if (typeof constructor === 'function' && typeof constructor.name === 'string' && constructor.name !== '') return constructor.name;
  }
  return null;
}

function tag_label(value: object): string {
  const own_tag = (value as Record<symbol, unknown>)[Symbol.toStringTag];
  return typeof own_tag === 'string' && own_tag !== '' && own_tag !== 'Object' ? `Object [${own_tag}]` : '';
}

function function_text(value: Function): string {
  const name = typeof value.name === 'string' && value.name !== '' ? value.name : undefined;
  const kind = class_name(value) ?? 'Function';
  const prototype = Object.getOwnPropertyDescriptor(value, 'prototype');
  if (prototype && !prototype.writable && kind === 'Function') {
    const parent = Object.getPrototypeOf(value) as Function | null;
    const base = typeof parent === 'function' && parent.name ? ` extends ${parent.name}` : '';
    return `[class ${name ?? '(anonymous)'}${base}]`;
  }
  return name === undefined ? `[${kind} (anonymous)]` : `[${kind}: ${name}]`;
}
