// The parts of Intl that put words together: PluralRules, ListFormat, RelativeTimeFormat; and Collator.
import { tag } from '../interface.ts';
import { canonical_locales, choice, supported_locales, the_locale } from './locale.ts';
import { NumberFormat } from './number_format.ts';

type PluralCategory = 'one' | 'two' | 'few' | 'other';

export class PluralRules {
  readonly #type: 'cardinal' | 'ordinal';

  constructor(locales?: unknown, options: object = {}) {
    canonical_locales(locales);
    this.#type = choice(options, 'type', ['cardinal', 'ordinal']) ?? 'cardinal';
  }

  static supportedLocalesOf(locales: unknown): string[] { return supported_locales(locales); }

  select(value: unknown): PluralCategory {
    const number = Number(value);
    if (this.#type === 'cardinal') return number === 1 ? 'one' : 'other';
    const [unit, tens] = [number % 10, number % 100];
    if (unit === 1 && tens !== 11) return 'one';
    if (unit === 2 && tens !== 12) return 'two';
    return unit === 3 && tens !== 13 ? 'few' : 'other';
  }

  resolvedOptions(): object {
    const categories = this.#type === 'cardinal' ? ['one', 'other'] : ['few', 'one', 'two', 'other'];
    return { locale: the_locale, type: this.#type, pluralCategories: categories };
  }
}
tag(PluralRules, 'PluralRules');

export class ListFormat {
  readonly #type: 'conjunction' | 'disjunction' | 'unit';

  constructor(locales?: unknown, options: object = {}) {
    canonical_locales(locales);
    choice(options, 'style', ['long', 'short']);
    this.#type = choice(options, 'type', ['conjunction', 'disjunction', 'unit']) ?? 'conjunction';
  }

  static supportedLocalesOf(locales: unknown): string[] { return supported_locales(locales); }

  format(list: Iterable<string>): string {
    const items = [...list];
    if (this.#type === 'unit' || items.length < 2) return items.join(', ');
    const word = this.#type === 'conjunction' ? 'and' : 'or';
    return `${items.slice(0, -1).join(', ')}${items.length > 2 ? ',' : ''} ${word} ${items.at(-1)}`;
  }

  resolvedOptions(): object { return { locale: the_locale, type: this.#type, style: 'long' }; }
}
tag(ListFormat, 'ListFormat');

const units = ['second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'];
/** What "numeric: auto" says instead of -1, 0 and 1. */
const named: Record<string, readonly [string?, string?, string?]> = {
  second: [, 'now'], minute: [, 'this minute'], hour: [, 'this hour'], day: ['yesterday', 'today', 'tomorrow'],
  week: ['last week', 'this week', 'next week'], month: ['last month', 'this month', 'next month'],
  quarter: ['last quarter', 'this quarter', 'next quarter'], year: ['last year', 'this year', 'next year'],
};

export class RelativeTimeFormat {
  readonly #numeric: 'always' | 'auto';
  readonly #numbers = new NumberFormat();

  constructor(locales?: unknown, options: object = {}) {
    canonical_locales(locales);
    choice(options, 'style', ['long']);
    this.#numeric = choice(options, 'numeric', ['always', 'auto']) ?? 'always';
  }

  static supportedLocalesOf(locales: unknown): string[] { return supported_locales(locales); }

  format(value: unknown, unit: unknown): string {
    const name = String(unit).replace(/s$/, '');
    const number = Number(value);
    if (!units.includes(name)) throw new RangeError(`'${String(unit)}' is not a unit of time`);
    if (!Number.isFinite(number)) throw new RangeError('The value must be finite');
    const word = this.#numeric === 'auto' ? named[name]![number + 1] : undefined;
    if (word !== undefined) return word;
    const amount = `${this.#numbers.format(Math.abs(number))} ${name}${Math.abs(number) === 1 ? '' : 's'}`;
    return number < 0 || Object.is(number, -0) ? `${amount} ago` : `in ${amount}`;
  }

  resolvedOptions(): object { return { locale: the_locale, style: 'long', numeric: this.#numeric, numberingSystem: 'latn' }; }
}
tag(RelativeTimeFormat, 'RelativeTimeFormat');

const without_marks = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '');

/** Letters first without their marks and case, then with them: close to what people expect of a sorted list. */
export class Collator {
  readonly #numeric: boolean;
  readonly #sensitivity: 'base' | 'accent' | 'case' | 'variant';
  readonly #compare = (a?: unknown, b?: unknown): number => this.#compare_texts(String(a), String(b));

  constructor(locales?: unknown, options: object = {}) {
    canonical_locales(locales);
    this.#numeric = Boolean((options as { numeric?: unknown }).numeric);
    this.#sensitivity = choice(options, 'sensitivity', ['base', 'accent', 'case', 'variant']) ?? 'variant';
  }

  static supportedLocalesOf(locales: unknown): string[] { return supported_locales(locales); }

  get compare(): (a?: unknown, b?: unknown) => number { return this.#compare; }

  #compare_texts(a: string, b: string): number {
    const base = this.#compare_keys(without_marks(a).toLowerCase(), without_marks(b).toLowerCase());
    if (base !== 0 || this.#sensitivity === 'base') return base;
    const accent = this.#sensitivity === 'case' ? 0 : order(a.normalize().toLowerCase(), b.normalize().toLowerCase());
    if (accent !== 0 || this.#sensitivity === 'accent') return accent;
    return -order(a.normalize(), b.normalize());  // lower case first
  }

  #compare_keys(a: string, b: string): number {
    if (!this.#numeric) return order(a, b);
    const [one, other] = [a.split(/(\d+)/), b.split(/(\d+)/)];
    for (let i = 0; i < Math.min(one.length, other.length); ++i) {
      const numbers = i % 2 === 1 ? Number(one[i]) - Number(other[i]) : 0;
      if (numbers !== 0) return Math.sign(numbers);
      if (i % 2 === 0 && one[i] !== other[i]) return order(one[i]!, other[i]!);
    }
    return Math.sign(one.length - other.length);
  }

  resolvedOptions(): object {
    return { locale: the_locale, usage: 'sort', sensitivity: this.#sensitivity, numeric: this.#numeric, ignorePunctuation: false, collation: 'default', caseFirst: 'false' };
  }
}
tag(Collator, 'Collator');

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
