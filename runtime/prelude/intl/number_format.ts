// Intl.NumberFormat: decimal, percent and currency, as en-US writes them.
import { tag } from '../interface.ts';
import { canonical_locales, choice, integer, join_parts, type Part, supported_locales, the_locale } from './locale.ts';

const symbols: Record<string, string> = {
  __proto__: null as never, USD: '$', EUR: '€', GBP: '£', JPY: '¥', CNY: 'CN¥', INR: '₹', KRW: '₩', BRL: 'R$', CAD: 'CA$', AUD: 'A$', MXN: 'MX$', ILS: '₪', VND: '₫',
};
const without_cents = new Set(['JPY', 'KRW', 'VND', 'CLP', 'ISK']);

interface Options {
  style: 'decimal' | 'percent' | 'currency';
  currency: string | undefined;
  currencyDisplay: 'symbol' | 'narrowSymbol' | 'code';
  signDisplay: 'auto' | 'never' | 'always' | 'exceptZero';
  useGrouping: boolean;
  minimumIntegerDigits: number;
  minimumFractionDigits: number;
  maximumFractionDigits: number;
  maximumSignificantDigits: number | undefined;
  minimumSignificantDigits: number | undefined;
}

function resolve(options: object): Options {
  choice(options, 'notation', ['standard']);
  const style = choice(options, 'style', ['decimal', 'percent', 'currency']) ?? 'decimal';
  const currency = (options as { currency?: unknown }).currency;
  if (currency !== undefined && !/^[A-Za-z]{3}$/.test(String(currency))) throw new RangeError(`'${String(currency)}' is not a currency code`);
  if (style === 'currency' && currency === undefined) throw new TypeError('The currency style needs a currency');
  const code = currency === undefined ? undefined : String(currency).toUpperCase();
  const cents = style !== 'currency' ? undefined : without_cents.has(code!) ? 0 : 2;
  const least = integer(options, 'minimumFractionDigits', 0, 100);
  const most = integer(options, 'maximumFractionDigits', 0, 100);
  const usual = { least: cents ?? 0, most: cents ?? (style === 'percent' ? 0 : 3) };
  if (least !== undefined && most !== undefined && least > most) throw new RangeError('minimumFractionDigits is above maximumFractionDigits');
  const significant = integer(options, 'maximumSignificantDigits', 1, 21);
  const significant_least = integer(options, 'minimumSignificantDigits', 1, significant ?? 21);
  const grouping = (options as { useGrouping?: unknown }).useGrouping;
  return {
    style, currency: style === 'currency' ? code : undefined,
    currencyDisplay: choice(options, 'currencyDisplay', ['symbol', 'narrowSymbol', 'code']) ?? 'symbol',
    signDisplay: choice(options, 'signDisplay', ['auto', 'never', 'always', 'exceptZero']) ?? 'auto',
    useGrouping: grouping === undefined || (grouping !== 'false' && Boolean(grouping)),
    minimumIntegerDigits: integer(options, 'minimumIntegerDigits', 1, 21) ?? 1,
    minimumFractionDigits: least ?? Math.min(usual.least, most ?? usual.least),
    maximumFractionDigits: most ?? Math.max(usual.most, least ?? 0),
    maximumSignificantDigits: significant ?? (significant_least === undefined ? undefined : 21),
    minimumSignificantDigits: significant_least ?? (significant === undefined ? undefined : 1),
  };
}

export class NumberFormat {
  readonly #options: Options;
  readonly #format = (value?: unknown): string => join_parts(this.formatToParts(value));

  constructor(locales?: unknown, options: object = {}) {
    canonical_locales(locales);
    this.#options = resolve(options);
  }

  static supportedLocalesOf(locales: unknown): string[] { return supported_locales(locales); }

  get format(): (value?: unknown) => string { return this.#format; }

  formatToParts(value?: unknown): Part[] {
    const number = typeof value === 'bigint' ? value : Number(value);
    const negative = number < 0 || Object.is(number, -0);
    const parts = magnitude_parts(typeof number === 'bigint' ? (number < 0n ? -number : number) : Math.abs(number), this.#options);
    const is_zero = parts.every(({ type, value: text }) => (type !== 'integer' && type !== 'fraction') || /^0*$/.test(text));
    const sign = sign_of(negative && !(is_zero && number !== 0 && this.#options.signDisplay === 'exceptZero'), is_zero, this.#options.signDisplay);
    return [...sign, ...with_unit(parts, this.#options)];
  }

  resolvedOptions(): object {
    return { locale: the_locale, numberingSystem: 'latn', ...this.#options, useGrouping: this.#options.useGrouping ? 'auto' : false, notation: 'standard' };
  }
}
tag(NumberFormat, 'NumberFormat');

function sign_of(negative: boolean, is_zero: boolean, display: Options['signDisplay']): Part[] {
  if (display === 'never' || (display === 'exceptZero' && is_zero)) return [];
  if (negative) return [{ type: 'minusSign', value: '-' }];
  return display === 'auto' ? [] : [{ type: 'plusSign', value: '+' }];
}

function magnitude_parts(number: number | bigint, options: Options): Part[] {
  if (Number.isNaN(number)) return [{ type: 'nan', value: 'NaN' }];
  if (number === Infinity) return [{ type: 'infinity', value: '∞' }];
  const [whole = '0', fraction = ''] = digits_of(number, options).split('.');
  const padded = whole.padStart(options.minimumIntegerDigits, '0');
  const groups = options.useGrouping ? padded.replace(/\B(?=(\d{3})+$)/g, ',').split(',') : [padded];
  const parts = groups.flatMap((group, i) => [...(i > 0 ? [{ type: 'group', value: ',' }] : []), { type: 'integer', value: group }]);
  return fraction === '' ? parts : [...parts, { type: 'decimal', value: '.' }, { type: 'fraction', value: fraction }];
}

/** Plain decimal digits, rounded as the options say. */
function digits_of(number: number | bigint, options: Options): string {
  if (typeof number === 'bigint') return pad_fraction(`${options.style === 'percent' ? number * 100n : number}`, options.minimumFractionDigits);
  const value = options.style === 'percent' ? number * 100 : number;
  if (options.maximumSignificantDigits !== undefined) {
    const rounded = plain(Number(value.toPrecision(options.maximumSignificantDigits)));
    const digits = rounded.replace(/^0\.?0*|\./g, '').length;
    const missing = options.minimumSignificantDigits! - digits;
    return missing > 0 ? `${rounded}${rounded.includes('.') ? '' : '.'}${'0'.repeat(missing)}` : rounded;
  }
  const text = value < 1e21 ? value.toFixed(options.maximumFractionDigits) : plain(value);
  const [whole, fraction = ''] = text.split('.');
  return pad_fraction(fraction === '' ? whole! : `${whole}.${fraction.replace(/0+$/, '')}`.replace(/\.$/, ''), options.minimumFractionDigits);
}

function pad_fraction(text: string, least: number): string {
  const [whole, fraction = ''] = text.split('.');
  const padded = fraction.padEnd(least, '0');
  return padded === '' ? whole! : `${whole}.${padded}`;
}

/** Without an exponent. */
function plain(value: number): string {
  if (value >= 1e21) return BigInt(value).toString();
  const text = `${value}`;
  return text.includes('e') ? value.toFixed(100).replace(/\.?0+$/, '') : text;
}

function with_unit(parts: Part[], { style, currency, currencyDisplay }: Options): Part[] {
  if (style === 'percent') return [...parts, { type: 'percentSign', value: '%' }];
  if (currency === undefined) return parts;
  const symbol = currencyDisplay === 'code' ? undefined : currencyDisplay === 'narrowSymbol' ? symbols[currency]?.replace(/^[A-Z]+/, '') : symbols[currency];
  return symbol !== undefined
    ? [{ type: 'currency', value: symbol }, ...parts]
    : [{ type: 'currency', value: currency }, { type: 'literal', value: '\u00a0' }, ...parts];
}
