// What an object really is, whatever its tag says: a built-in that refuses other objects is asked. `instanceof` goes
// first because a refusal costs an exception, and most objects are plain.

type Class = { readonly prototype: object } & (abstract new (...args: never) => unknown);
type Test = (value: object) => boolean;

function brand<T>(type: Class, key: PropertyKey): (value: object) => value is T & object {
  const descriptor = Object.getOwnPropertyDescriptor(type.prototype, key)!;
  const method = (descriptor.get ?? descriptor.value) as (this: object) => unknown;
  return (value): value is T & object => {
    if (!(value instanceof type)) return false;
    try {
      Reflect.apply(method, value, []);
      return true;
    } catch {
      return false;
    }
  };
}

export const is_map = brand<Map<unknown, unknown>>(Map, 'size');
export const is_set = brand<Set<unknown>>(Set, 'size');
export const is_date = brand<Date>(Date, 'getTime');
export const is_array_buffer = brand<ArrayBuffer>(ArrayBuffer, 'byteLength');
export const is_regexp = brand<RegExp>(RegExp, 'source');
export const is_data_view = brand<DataView>(DataView, 'byteLength');

const boxes: readonly [string, Test][] = [
  ['Number', brand<number>(Number, 'valueOf')],
  ['String', brand<string>(String, 'valueOf')],
  ['Boolean', brand<boolean>(Boolean, 'valueOf')],
  ['BigInt', brand<bigint>(BigInt as unknown as Class, 'valueOf')],
  ['Symbol', brand<symbol>(Symbol as unknown as Class, 'valueOf')],
];

/** "Number" for `new Number(1)`, and so on; undefined for what is not a boxed primitive. */
export function box_name(value: object): string | undefined {
  return boxes.find(([, test]) => test(value))?.[0];
}

const typed_array_tag = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag)!.get!;

/** "Uint8Array" and so on; undefined for what is no typed array. */
export function typed_array_name(value: object): string | undefined {
  return Reflect.apply(typed_array_tag, value, []) as string | undefined;
}

export function is_error(value: object): value is Error {
  return value instanceof Error;
}
