// What all Web API classes share: a tag, and the way they become global names.

type Class<T = object> = { readonly prototype: T };

const prototypes = new Set<object>();

/** Whether the object is an instance of a Web API class. */
export function is_web_object(value: object): boolean {
  for (let at: object | null = value; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    if (prototypes.has(at)) return true;
  }
  return false;
}

/**
 * Gives a class its public name (bundling may have changed it) and makes `Object.prototype.toString.call(new Headers())`
 * say "[object Headers]", which libraries test for.
 */
export function tag(target: Class, name: string): void {
  prototypes.add(target.prototype);
  Object.defineProperty(target, 'name', { value: name, configurable: true });
  Object.defineProperty(target.prototype, Symbol.toStringTag, { value: name, configurable: true });
}

const inspect_custom = Symbol.for('nodejs.util.inspect.custom');

/** What console shows of an object whose state is private: its name and these fields. */
export function show_as<T>(target: Class<T>, name: string, fields: (self: T) => object): void {
  const show = function (this: T, depth: number, _options: object, inspect: (value: unknown, depth: number) => string): string {
    return `${name} ${inspect(fields(this), Math.max(depth, 0))}`;
  };
  Object.defineProperty(target.prototype, inspect_custom, { value: show, configurable: true });
}

/** Web API names may be replaced by the function (as in other runtimes): that lasts for one execution. */
export function define_global(name: string, value: unknown): void {
  Object.defineProperty(globalThis, name, { value, writable: true, enumerable: false, configurable: true });
}

export function is_object(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
