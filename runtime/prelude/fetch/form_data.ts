// FormData (XMLHttpRequest Standard, section 5).
import { show_as, tag } from '../interface.ts';
import { Blob, File } from './blob.ts';

type Value = string | File;

function to_value(value: unknown, file_name: unknown): Value {
  if (!(value instanceof Blob)) return `${value as string}`.toWellFormed();
  if (value instanceof File && file_name === undefined) return value;
  const name = file_name === undefined ? 'blob' : `${file_name as string}`;
  return new File([value], name, { type: value.type });
}

export class FormData {
  #entries: [string, Value][] = [];

  constructor(form?: unknown) {
    if (form !== undefined) throw new TypeError('There are no HTML forms here');
  }

  append(name: unknown, value: unknown, file_name?: unknown): void {
    this.#entries.push([`${name as string}`, to_value(value, file_name)]);
  }
  set(name: unknown, value: unknown, file_name?: unknown): void {
    const key = `${name as string}`;
    const at = this.#entries.findIndex(([other]) => other === key);
    const rest = this.#entries.filter(([other]) => other !== key);
    rest.splice(at < 0 ? rest.length : at, 0, [key, to_value(value, file_name)]);
    this.#entries = rest;
  }
  delete(name: unknown): void { this.#entries = this.#entries.filter(([other]) => other !== `${name as string}`); }
  get(name: unknown): Value | null { return this.#entries.find(([other]) => other === `${name as string}`)?.[1] ?? null; }
  getAll(name: unknown): Value[] { return this.#entries.filter(([other]) => other === `${name as string}`).map(([, value]) => value); }
  has(name: unknown): boolean { return this.#entries.some(([other]) => other === `${name as string}`); }

  forEach(callback: (value: Value, name: string, form: FormData) => void, this_value?: unknown): void {
    for (const [name, value] of this.#entries) callback.call(this_value, value, name, this);
  }
  *entries(): Generator<[string, Value]> { for (const [name, value] of this.#entries) yield [name, value]; }
  *keys(): Generator<string> { for (const [name] of this.#entries) yield name; }
  *values(): Generator<Value> { for (const [, value] of this.#entries) yield value; }
  [Symbol.iterator](): Generator<[string, Value]> { return this.entries(); }
}
tag(FormData, 'FormData');
show_as(FormData, 'FormData', (form) => Object.fromEntries(form));
