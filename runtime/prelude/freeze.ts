// Freezes every built-in object, so that neither a function nor a library it uses can change how the language works
// for the other libraries, and repairs the "override mistake" where libraries trip over it.
//
// The override mistake: assigning `point.toString = f` fails when `point` inherits a read-only `toString`. Each repaired
// property becomes an accessor: its setter gives the receiver a property of its own, as assigning to an ordinary
// object would. Only properties that could be assigned before are repaired, so the language keeps its other rules.
import { is_object } from './interface.ts';

type Names = readonly PropertyKey[] | 'all';

const prototype_of = (value: unknown): object => Object.getPrototypeOf(value) as object;

function* generator(): Generator {}
async function* async_generator(): AsyncGenerator {}
async function async_function(): Promise<void> {}
const array_iterator = [][Symbol.iterator]();
const typed_array_prototype = prototype_of(Uint8Array.prototype);
const iterator_prototype = prototype_of(prototype_of(array_iterator));

/** Built-ins that no name reaches. */
const hidden: readonly object[] = [
  generator, async_generator, async_function,
  generator.prototype as object, async_generator.prototype as object,
  prototype_of(generator), prototype_of(async_generator), prototype_of(async_function),
  prototype_of(array_iterator), iterator_prototype,
  prototype_of(new Map().entries()), prototype_of(new Set().values()),
  prototype_of(''[Symbol.iterator]()), prototype_of(''.matchAll(/a/g)),
  prototype_of(Iterator.from({ next: () => ({ done: true as const, value: undefined }) })),
  prototype_of([].values().map((value: unknown) => value)),
  prototype_of(prototype_of(prototype_of(async_generator.prototype))),
];

const errors = [
  Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError, AggregateError, InternalError,
].map((type) => type.prototype as object);

/**
 * What libraries assign on objects that inherit from built-ins. A repaired name costs a function call whenever it is
 * read, so the list is short where reading is frequent: names that SES (the hardened JavaScript shim) knows to be
 * assigned, and those that the packages of tests/packages need.
 */
const repairs: readonly (readonly [object, Names])[] = [
  [Object.prototype, 'all'],
  [Function.prototype, ['constructor', 'toString', 'bind', 'call', 'apply']],
  [Array.prototype, ['constructor', 'toString', 'toLocaleString', 'push', 'concat', Symbol.iterator]],
  [typed_array_prototype, 'all'],  // the Buffer that bundlers put in assigns most of them
  [Uint8Array.prototype, ['constructor']],
  [Map.prototype, ['constructor', 'get', 'set', 'has', 'delete', 'clear', 'forEach', 'keys', 'values', 'entries', Symbol.iterator]],
  [Set.prototype, ['constructor', 'add', 'has', 'delete', 'clear', 'forEach', 'keys', 'values', 'entries', Symbol.iterator]],
  [WeakMap.prototype, ['constructor', 'get', 'set', 'has', 'delete']],
  [WeakSet.prototype, ['constructor', 'add', 'has', 'delete']],
  [String.prototype, ['constructor', 'toString', 'valueOf']],
  [Date.prototype, ['constructor', 'toString', 'toJSON', 'valueOf']],
  [RegExp.prototype, ['toString']],  // the engine's fast path looks at `exec` and `constructor`
  [iterator_prototype, ['constructor', Symbol.iterator]],
  [prototype_of(generator.prototype), ['constructor', 'next', 'return', 'throw']],
  ...errors.map((prototype) => [prototype, ['constructor', 'name', 'message', 'toString']] as const),
  // The last, because "await" reads the constructor: it shall lie near the runner (engine/execution.ts).
  [Promise.prototype, ['then', 'catch', 'finally', 'constructor']],
];

/**
 * May be given new properties, but what they have stays: reflect-metadata adds its functions to Reflect, and bluebird
 * notes on Error that it was loaded. What is added lasts for one execution, or for one function when a module adds it.
 */
const extensible: ReadonlySet<object> = new Set([Reflect, Error]);

/** Everything reachable from the global object and from the hidden built-ins. */
function reachable(): Set<object> {
  const found = new Set<object>();
  const open: unknown[] = [globalThis, ...hidden];
  while (open.length > 0) {
    const object = open.pop();
    if (!is_object(object) || found.has(object)) continue;
    found.add(object);
    open.push(Object.getPrototypeOf(object));
    for (const key of Reflect.ownKeys(object)) {
      const { value, get, set } = Object.getOwnPropertyDescriptor(object, key)!;
      open.push(value, get, set);
    }
  }
  return found;
}

function repair(owner: object, key: PropertyKey): void {
  const property = Object.getOwnPropertyDescriptor(owner, key);
  if (!property?.writable || !property.configurable) return;
  const { value, enumerable } = property;
  const { get, set } = Object.getOwnPropertyDescriptor({
    get [key]() { return value as unknown; },
    set [key](next: unknown) { assign_own(this, owner, key, next); },
  }, key)!;
  Object.defineProperty(owner, key, { get, set, enumerable, configurable: false });
  // The mark by which get-intrinsic (in qs and many others) knows that this getter stands for a value; SES's convention.
  Object.defineProperty(get, 'originalValue', { value });
  Object.freeze(get);
  Object.freeze(set);
}

/** What `receiver[key] = value` would do if the inherited property could be written. */
function assign_own(receiver: unknown, owner: object, key: PropertyKey, value: unknown): void {
  if (receiver === owner) throw new TypeError(`Cannot assign to '${String(key)}' of a built-in object: it is frozen`);
  if (!is_object(receiver)) throw new TypeError(`Cannot set '${String(key)}' of a primitive value`);
  if (Object.hasOwn(receiver, key)) (receiver as Record<PropertyKey, unknown>)[key] = value;
  else Object.defineProperty(receiver, key, { value, writable: true, enumerable: true, configurable: true });
}

/** Elsewhere `stack` is an ordinary property that takes any value; here its setter would throw for all but strings. */
function repair_stack(): void {
  const property = Object.getOwnPropertyDescriptor(Error.prototype, 'stack')!;
  const { set } = Object.getOwnPropertyDescriptor({
    set stack(value: unknown) {
      if (typeof value === 'string') property.set!.call(this, value);
      else assign_own(this, Error.prototype, 'stack', value);
    },
  }, 'stack')!;
  Object.defineProperty(Error.prototype, 'stack', { ...property, set });
}

function freeze_properties(object: object): void {
  for (const key of Reflect.ownKeys(object)) {
    const property = Object.getOwnPropertyDescriptor(object, key)!;
    if (!property.configurable) continue;
    Object.defineProperty(object, key, 'value' in property ? { writable: false, configurable: false } : { configurable: false });
  }
}

interface Exceptions {
  /** Names of Web APIs: a function may replace those bindings (for the length of one execution). */
  replaceable: ReadonlySet<string>;
  /** Objects that stay as they are: cross-fetch, in many clients, puts properties on `fetch`; people silence `console`. */
  open: ReadonlySet<object>;
}

export function freeze_builtins({ replaceable, open }: Exceptions): void {
  repair_stack();
  const all = reachable();
  for (const [owner, names] of repairs) {
    for (const key of names === 'all' ? Reflect.ownKeys(owner) : names) repair(owner, key);
  }
  for (const object of all) {
    if (object === globalThis || open.has(object)) continue;
    if (extensible.has(object)) freeze_properties(object);
    else Object.freeze(object);
  }
  for (const key of Reflect.ownKeys(globalThis)) {
    const property = Object.getOwnPropertyDescriptor(globalThis, key)!;
    if (typeof key === 'string' && replaceable.has(key)) continue;
    if (property.configurable) Object.defineProperty(globalThis, key, { writable: false, configurable: false });
  }
}
