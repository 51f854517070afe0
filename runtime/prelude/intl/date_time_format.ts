// Intl.DateTimeFormat: dates and times as en-US writes them, in UTC.
import { is_object, tag } from '../interface.ts';
import { canonical_locales, choice, integer, join_parts, type Part, supported_locales, the_locale } from './locale.ts';

type Width = 'long' | 'short' | 'narrow';
type Digits = 'numeric' | '2-digit';
interface Fields {
  weekday?: Width; era?: Width; year?: Digits; month?: Digits | Width; day?: Digits;
  hour?: Digits; minute?: Digits; second?: Digits; fractionalSecondDigits?: number; timeZoneName?: 'long' | 'short';
}

const widths = ['long', 'short', 'narrow'] as const;
const digits = ['numeric', '2-digit'] as const;
const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const utc_names = new Set(['UTC', 'ETC/UTC', 'ETC/GMT', 'GMT', 'ETC/UCT', '+00:00', '-00:00']);

const date_styles: Record<string, Fields> = {
  full: { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' },
  long: { year: 'numeric', month: 'long', day: 'numeric' },
  medium: { year: 'numeric', month: 'short', day: 'numeric' },
  short: { year: '2-digit', month: 'numeric', day: 'numeric' },
};
const time_styles: Record<string, Fields> = {
  full: { hour: 'numeric', minute: '2-digit', second: '2-digit', timeZoneName: 'long' },
  long: { hour: 'numeric', minute: '2-digit', second: '2-digit', timeZoneName: 'short' },
  medium: { hour: 'numeric', minute: '2-digit', second: '2-digit' },
  short: { hour: 'numeric', minute: '2-digit' },
};
const style_names = ['full', 'long', 'medium', 'short'] as const;

export type Defaults = 'date' | 'time' | 'all';
export const with_date: Fields = { year: 'numeric', month: 'numeric', day: 'numeric' };
export const with_time: Fields = { hour: 'numeric', minute: '2-digit', second: '2-digit' };

function fields_of(options: object): Fields {
  const fields: Fields = {};
  for (const name of ['weekday', 'era'] as const) fields[name] = choice(options, name, widths);
  for (const name of ['year', 'day', 'hour', 'minute', 'second'] as const) fields[name] = choice(options, name, digits);
  fields.month = choice(options, 'month', [...digits, ...widths]);
  fields.fractionalSecondDigits = integer(options, 'fractionalSecondDigits', 1, 3);
  fields.timeZoneName = choice(options, 'timeZoneName', ['long', 'short']);
  for (const name of Object.keys(fields) as (keyof Fields)[]) if (fields[name] === undefined) delete fields[name];
  return fields;
}

function utc(options: { timeZone?: unknown }): string {
  const zone = options.timeZone === undefined ? 'UTC' : String(options.timeZone);
  if (!utc_names.has(zone.toUpperCase())) throw new RangeError(`The time zone '${zone}' is not available here, only UTC`);
  return 'UTC';
}

export class DateTimeFormat {
  readonly #fields: Fields;
  readonly #styles: { dateStyle?: string; timeStyle?: string };
  readonly #twelve: boolean;
  readonly #format = (date?: unknown): string => join_parts(this.formatToParts(date));

  constructor(locales?: unknown, options: object = {}, defaults: Fields = with_date) {
    canonical_locales(locales);
    if (!is_object(options)) throw new TypeError('The options must be an object');
    utc(options);
    const [date_style, time_style] = [choice(options, 'dateStyle', style_names), choice(options, 'timeStyle', style_names)];
    const chosen = fields_of(options);
    if ((date_style ?? time_style) !== undefined && Object.keys(chosen).length > 0) throw new TypeError('dateStyle and timeStyle exclude single fields');
    this.#styles = { ...(date_style && { dateStyle: date_style }), ...(time_style && { timeStyle: time_style }) };
    const named = { ...(date_style && date_styles[date_style]), ...(time_style && time_styles[time_style]) };
    const shown = Object.keys(chosen).some((name) => name !== 'era' && name !== 'timeZoneName');
    this.#fields = (date_style ?? time_style) !== undefined ? named : shown ? chosen : { ...defaults, ...chosen };
    const { hour12, hourCycle } = options as { hour12?: unknown; hourCycle?: unknown };
    this.#twelve = hour12 !== undefined ? Boolean(hour12) : hourCycle !== 'h23' && hourCycle !== 'h24';
  }

  static supportedLocalesOf(locales: unknown): string[] { return supported_locales(locales); }

  get format(): (date?: unknown) => string { return this.#format; }

  formatToParts(value?: unknown): Part[] {
    const date = new Date(value === undefined ? Date.now() : (value as number));
    if (Number.isNaN(date.getTime())) throw new RangeError('Invalid time value');
    const [day, time] = [date_parts(date, this.#fields), time_parts(date, this.#fields, this.#twelve)];
    const long = this.#styles.dateStyle === 'full' || this.#styles.dateStyle === 'long';
    const separator = long ? ' at ' : day.length === 1 && day[0]!.type === 'weekday' ? ' ' : ', ';
    const between = day.length > 0 && time.length > 0 ? [literal(separator)] : [];
    return [...day, ...between, ...time];
  }

  formatRange(start: unknown, end: unknown): string {
    const [from, to] = [this.#format(start), this.#format(end)];
    return from === to ? from : `${from} – ${to}`;
  }

  resolvedOptions(): object {
    const hours = this.#fields.hour === undefined ? {} : { hourCycle: this.#twelve ? 'h12' : 'h23', hour12: this.#twelve };
    const fields = Object.keys(this.#styles).length > 0 ? this.#styles : this.#fields;
    return { locale: the_locale, calendar: 'gregory', numberingSystem: 'latn', timeZone: 'UTC', ...hours, ...fields };
  }
}
tag(DateTimeFormat, 'DateTimeFormat');

const literal = (value: string): Part => ({ type: 'literal', value });
const name_in = (names: readonly string[], index: number, width: Width): string => names[index]!.slice(0, width === 'long' ? undefined : width === 'short' ? 3 : 1);
const number_in = (value: number, form: Digits): string => (form === '2-digit' ? `${value % 100}`.padStart(2, '0') : `${value}`);

function date_parts(date: Date, fields: Fields): Part[] {
  const year = date.getUTCFullYear();
  const shown_year = fields.era !== undefined && year <= 0 ? 1 - year : year;
  const part = {
    weekday: fields.weekday && { type: 'weekday', value: name_in(weekdays, date.getUTCDay(), fields.weekday) },
    year: fields.year && { type: 'year', value: number_in(shown_year, fields.year) },
    day: fields.day && { type: 'day', value: number_in(date.getUTCDate(), fields.day) },
    month: fields.month && { type: 'month', value: month_text(date.getUTCMonth(), fields.month) },
  };
  const in_words = fields.month !== undefined && fields.month !== 'numeric' && fields.month !== '2-digit';
  const parts = in_words
    ? [...join([...join([part.month, part.day], ' ')], ''), ...(part.year ? [literal(part.day ? ', ' : ' '), part.year] : [])]
    : join([part.month, part.day, part.year], '/');
  if (fields.era !== undefined) parts.push(literal(' '), { type: 'era', value: era_text(year, fields.era) });
  return part.weekday ? [part.weekday, ...(parts.length > 0 ? [literal(', ')] : []), ...parts] : parts;
}

function month_text(month: number, form: Digits | Width): string {
  return form === 'numeric' || form === '2-digit' ? number_in(month + 1, form) : name_in(months, month, form);
}

function era_text(year: number, width: Width): string {
  return width === 'long' ? (year > 0 ? 'Anno Domini' : 'Before Christ') : width === 'short' ? (year > 0 ? 'AD' : 'BC') : year > 0 ? 'A' : 'B';
}

function join(parts: readonly (Part | undefined)[], separator: string): Part[] {
  const present = parts.filter((part) => part !== undefined);
  return present.flatMap((part, i) => (i > 0 && separator !== '' ? [literal(separator), part] : [part]));
}

function time_parts(date: Date, fields: Fields, twelve: boolean): Part[] {
  const hour = twelve ? date.getUTCHours() % 12 || 12 : date.getUTCHours();
  const alone = fields.hour === undefined && fields.minute === undefined;
  const parts = join([
    fields.hour && { type: 'hour', value: number_in(hour, twelve ? fields.hour : '2-digit') },
    fields.minute && { type: 'minute', value: number_in(date.getUTCMinutes(), fields.hour || fields.second ? '2-digit' : fields.minute) },
    fields.second && { type: 'second', value: number_in(date.getUTCSeconds(), alone ? fields.second : '2-digit') },
  ], ':');
  if (fields.fractionalSecondDigits !== undefined) {
    const fraction = `${date.getUTCMilliseconds()}`.padStart(3, '0').slice(0, fields.fractionalSecondDigits);
    if (parts.length > 0) parts.push(literal('.'));
    parts.push({ type: 'fractionalSecond', value: fraction });
  }
  if (fields.hour !== undefined && twelve) parts.push(literal(' '), { type: 'dayPeriod', value: date.getUTCHours() < 12 ? 'AM' : 'PM' });
  if (fields.timeZoneName !== undefined) {
    if (parts.length > 0) parts.push(literal(' '));
    parts.push({ type: 'timeZoneName', value: fields.timeZoneName === 'long' ? 'Coordinated Universal Time' : 'UTC' });
  }
  return parts;
}
