// Intl (ECMA-402), the small part that needs no tables: one locale (en-US), one time zone (UTC). Libraries ask it for names
// of months and for the zone; authors format amounts. What is not supported is refused, not approximated.
import { DateTimeFormat, with_date, with_time } from './date_time_format.ts';
import { canonical_locales } from './locale.ts';
import { NumberFormat } from './number_format.ts';
import { Collator, ListFormat, PluralRules, RelativeTimeFormat } from './words.ts';

/** The standard lets these two be called without `new`, and libraries do. */
function callable<T extends new (...args: never) => object>(type: T): T {
  return new Proxy(type, { apply: (target, _this, args) => Reflect.construct(target, args as never) as object });
}

export const Intl = {
  Collator: callable(Collator),
  DateTimeFormat: callable(DateTimeFormat),
  NumberFormat: callable(NumberFormat),
  ListFormat, PluralRules, RelativeTimeFormat,
  getCanonicalLocales: (locales?: unknown): string[] => canonical_locales(locales),
  supportedValuesOf(key: unknown): string[] {
    const values: Record<string, string[]> = { calendar: ['gregory'], collation: ['default'], currency: [], numberingSystem: ['latn'], timeZone: ['UTC'], unit: [] };
    const list = values[String(key)];
    if (!list) throw new RangeError(`'${String(key)}' is not a kind of value`);
    return list;
  },
};
Object.defineProperty(Intl, Symbol.toStringTag, { value: 'Intl', configurable: true });

/** toLocaleString and its kin, which the engine writes without grouping and in a form of its own. */
export function use_intl_in_builtins(): void {
  const methods: [object, string, (self: never, locales: unknown, options: object | undefined) => string][] = [
    [Number.prototype, 'toLocaleString', (self, locales, options) => new NumberFormat(locales, options).format(Number(self))],
    [BigInt.prototype, 'toLocaleString', (self, locales, options) => new NumberFormat(locales, options).format(BigInt(self))],
    [Date.prototype, 'toLocaleString', (self, locales, options) => date_text(self, locales, options, { ...with_date, ...with_time })],
    [Date.prototype, 'toLocaleDateString', (self, locales, options) => date_text(self, locales, options, with_date)],
    [Date.prototype, 'toLocaleTimeString', (self, locales, options) => date_text(self, locales, options, with_time)],
  ];
  for (const [owner, name, body] of methods) {
    const { method } = { method(this: never, locales?: unknown, options?: object) { return body(this, locales, options); } };
    Object.defineProperty(method, 'name', { value: name, configurable: true });
    Object.defineProperty(owner, name, { value: method, writable: true, enumerable: false, configurable: true });
  }
}

function date_text(self: Date, locales: unknown, options: object | undefined, defaults: object): string {
  const time = Date.prototype.getTime.call(self);
  return Number.isNaN(time) ? 'Invalid Date' : new DateTimeFormat(locales, options, defaults).format(time);
}
