// Headers (Fetch Standard, section 5.1). Names are kept in lower case; values of one name are joined when read, but
// for set-cookie.
import { is_object, show_as, tag } from '../interface.ts';

export type HeadersInit = Headers | Iterable<Iterable<unknown>> | Record<string, unknown>;

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const bad_value = /[\0\r\n]|[^\0-\xff]/;

export function header_name(name: unknown): string {
  const text = `${name as string}`;
  if (!token.test(text)) throw new TypeError(`'${text}' is not a valid header name`);
  return text.toLowerCase();
}

function header_value(name: string, value: unknown): string {
  const text = `${value as string}`.replace(/^[\t\r\n ]+|[\t\r\n ]+$/g, '');
  if (bad_value.test(text)) throw new TypeError(`The value of the header '${name}' has characters that are not allowed`);
  return text;
}

export class Headers {
  readonly #values = new Map<string, string[]>();
  #immutable = false;

  constructor(init?: HeadersInit | null) {
    if (init === undefined) return;
    if (!is_object(init)) throw new TypeError('Headers are made from an object or an iterable of pairs');
    if (typeof (init as Iterable<unknown>)[Symbol.iterator] === 'function') {
      for (const pair of init as Iterable<Iterable<unknown>>) {
        const [name, value, ...more] = pair;
        if (value === undefined || more.length > 0) throw new TypeError('Each header is a pair of name and value');
        this.append(name, value);
      }
      return;
    }
    for (const key of Reflect.ownKeys(init)) {
      if (Object.getOwnPropertyDescriptor(init, key)?.enumerable) this.append(key, (init as Record<PropertyKey, unknown>)[key]);
    }
  }

  append(name: unknown, value: unknown): void {
    const key = header_name(name);
    const text = header_value(key, value);
    this.#check_mutable();
    const values = this.#values.get(key);
    if (values) values.push(text);
    else this.#values.set(key, [text]);
  }

  set(name: unknown, value: unknown): void {
    const key = header_name(name);
    const text = header_value(key, value);
    this.#check_mutable();
    this.#values.set(key, [text]);
  }

  delete(name: unknown): void {
    const key = header_name(name);
    this.#check_mutable();
    this.#values.delete(key);
  }

  get(name: unknown): string | null { return this.#values.get(header_name(name))?.join(', ') ?? null; }
  has(name: unknown): boolean { return this.#values.has(header_name(name)); }
  getSetCookie(): string[] { return [...this.#values.get('set-cookie') ?? []]; }

  forEach(callback: (value: string, name: string, headers: Headers) => void, this_value?: unknown): void {
    for (const [name, value] of this) callback.call(this_value, value, name, this);
  }
  *entries(): Generator<[string, string]> {
    for (const name of [...this.#values.keys()].sort()) {
      const values = this.#values.get(name) ?? [];
      if (name === 'set-cookie') for (const value of values) yield [name, value];
      else yield [name, values.join(', ')];
    }
  }
  *keys(): Generator<string> { for (const [name] of this.entries()) yield name; }
  *values(): Generator<string> { for (const [, value] of this.entries()) yield value; }
  [Symbol.iterator](): Generator<[string, string]> { return this.entries(); }

  #check_mutable(): void {
    if (this.#immutable) throw new TypeError('These headers cannot be changed');
  }

  static freeze(headers: Headers): Headers {
    headers.#immutable = true;
    return headers;
  }
}
tag(Headers, 'Headers');
show_as(Headers, 'Headers', (headers) => Object.fromEntries(headers));

/** Makes the headers of an answer from the network read-only. */
export const freeze_headers = Headers.freeze;
delete (Headers as { freeze?: unknown }).freeze;
