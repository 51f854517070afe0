// structuredClone (HTML Standard, section 2.7): a deep copy that keeps cycles and identities.
import { box_name, is_array_buffer, is_data_view, is_date, is_error, is_map, is_regexp, is_set, typed_array_name } from './brand.ts';
import { dom_error } from './dom_exception.ts';
import { CryptoKey } from './crypto/key.ts';
import { Blob } from './fetch/blob.ts';
import { is_object, is_web_object } from './interface.ts';

type Memory = Map<object, object>;

/** Names of errors that keep their class; others become plain Errors. */
const error_classes: Record<string, ErrorConstructor> = {
  __proto__: null as never, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError,
};

export function structuredClone(value: unknown, options?: { transfer?: Iterable<object> }): unknown {
  if (arguments.length === 0) throw new TypeError('structuredClone needs a value');
  const memory: Memory = new Map();
  const transferred = checked_transfer_list(options?.transfer);
  // Copied first and detached last, so that views on them can still be read in between.
  for (const buffer of transferred) memory.set(buffer, buffer.slice(0));
  const copy = clone(value, memory);
  for (const buffer of transferred) buffer.transfer();
  return copy;
}

type Transferable = ArrayBuffer & { readonly detached: boolean; transfer(): ArrayBuffer };

function checked_transfer_list(list: Iterable<object> | undefined): Transferable[] {
  const buffers = list === undefined || list === null ? [] : [...list];
  if (new Set(buffers).size !== buffers.length) throw dom_error('DataCloneError', 'An object is transferred twice');
  return buffers.map((buffer) => {
    if (!is_object(buffer) || !is_array_buffer(buffer)) throw dom_error('DataCloneError', 'Only ArrayBuffers can be transferred');
    if ((buffer as Transferable).detached) throw dom_error('DataCloneError', 'The ArrayBuffer is detached');
    return buffer as Transferable;
  });
}

function clone(value: unknown, memory: Memory): unknown {
  if (typeof value === 'symbol') throw dom_error('DataCloneError', `${value.toString()} could not be cloned`);
  if (!is_object(value)) return value;
  if (typeof value === 'function') throw dom_error('DataCloneError', `The function ${value.name} could not be cloned`);
  const known = memory.get(value);
  if (known) return known;

  const copy = clone_leaf(value, memory);
  if (copy) {
    memory.set(value, copy);
    return copy;
  }
  if (is_map(value)) return clone_map(value, memory);
  if (is_set(value)) return clone_set(value, memory);
  if (is_error(value)) return clone_error(value, memory);
  if (refused(value)) throw dom_error('DataCloneError', `${Object.prototype.toString.call(value)} could not be cloned`);
  return clone_properties(value, memory);
}

/** Objects whose copy does not contain other objects of the graph, but for a view's buffer. */
function clone_leaf(value: object, memory: Memory): object | undefined {
  if (Array.isArray(value)) return undefined;
  if (is_date(value)) return new Date(value.getTime());
  if (is_regexp(value)) return new RegExp(value.source, value.flags);
  if (is_array_buffer(value)) return value.slice(0);
  if (is_data_view(value)) return new DataView(clone(value.buffer, memory) as ArrayBuffer, value.byteOffset, value.byteLength);
  if (value instanceof Blob || value instanceof CryptoKey) return value;  // cannot be changed
  const array = typed_array_name(value);
  if (array !== undefined) return clone_typed_array(value as Uint8Array, array, memory);
  if (box_name(value) !== undefined) return Object((value as { valueOf(): unknown }).valueOf());
  return undefined;
}

function clone_typed_array(value: Uint8Array, name: string, memory: Memory): object {
  const buffer = clone(value.buffer, memory) as ArrayBuffer;
  const type = (globalThis as unknown as Record<string, typeof Uint8Array>)[name]!;
  return new type(buffer, value.byteOffset, value.length);
}

/** What has state that properties do not show. */
function refused(value: object): boolean {
  return value instanceof WeakMap || value instanceof WeakSet || value instanceof WeakRef || value instanceof Promise
    || value instanceof FinalizationRegistry || value instanceof SharedArrayBuffer || is_web_object(value);
}

function clone_map(value: Map<unknown, unknown>, memory: Memory): object {
  const copy = new Map<unknown, unknown>();
  memory.set(value, copy);
  for (const [key, item] of [...Map.prototype.entries.call(value)]) copy.set(clone(key, memory), clone(item, memory));
  return copy;
}

function clone_set(value: Set<unknown>, memory: Memory): object {
  const copy = new Set<unknown>();
  memory.set(value, copy);
  for (const item of [...Set.prototype.values.call(value)]) copy.add(clone(item, memory));
  return copy;
}

function clone_error(value: Error, memory: Memory): object {
  if (value instanceof DOMException) return new DOMException(value.message, value.name);
  const own_message = Object.getOwnPropertyDescriptor(value, 'message');
  const type = error_classes[value.name] ?? Error;
  const copy = new type(own_message && 'value' in own_message ? `${own_message.value as string}` : undefined);
  memory.set(value, copy);
  if (typeof value.stack === 'string') define(copy, 'stack', value.stack);
  if (Object.hasOwn(value, 'cause')) define(copy, 'cause', clone(value.cause, memory));
  return copy;
}

function clone_properties(value: object, memory: Memory): object {
  const copy: object = Array.isArray(value) ? new Array(value.length) : {};
  memory.set(value, copy);
  for (const key of Object.keys(value)) {
    if (!Object.hasOwn(value, key)) continue;  // a getter before it may have deleted it
    const item = clone((value as Record<string, unknown>)[key], memory);
    Object.defineProperty(copy, key, { value: item, writable: true, enumerable: true, configurable: true });
  }
  return copy;
}

function define(target: object, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, writable: true, enumerable: false, configurable: true });
}
