// Locales of Intl. There is one: en-US, in UTC. Others are accepted and resolve to it, as the standard (ECMA-402) lets
// an implementation do; `resolvedOptions()` and `supportedLocalesOf()` tell the truth.

export const the_locale = 'en-US';
const tag_form = /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/;

/** Checks the form of the tags. */
export function canonical_locales(locales: unknown): string[] {
  const list = locales === undefined ? [] : typeof locales === 'string' ? [locales] : Array.from(locales as Iterable<unknown>, String);
  for (const tag of list) {
    if (!tag_form.test(tag)) throw new RangeError(`Incorrect locale information provided: '${tag}'`);
  }
  return [...new Set(list)];
}

export function supported_locales(locales: unknown): string[] {
  return canonical_locales(locales).filter((tag) => /^en(-US)?$/i.test(tag));
}

/** An option out of a list, if it is given. A value that is not in the list is refused, not ignored. */
export function choice<T extends string>(options: object, name: string, values: readonly T[]): T | undefined {
  const value = (options as Record<string, unknown>)[name];
  if (value === undefined) return undefined;
  const text = String(value) as T;
  if (!values.includes(text)) throw new RangeError(`The value '${text}' of the option '${name}' is not supported here (${values.join(', ')})`);
  return text;
}

export function integer(options: object, name: string, least: number, most: number): number | undefined {
  const value = (options as Record<string, unknown>)[name];
  if (value === undefined) return undefined;
  const number = Math.floor(Number(value));
  if (!(number >= least && number <= most)) throw new RangeError(`The option '${name}' is a number from ${least} to ${most}`);
  return number;
}

export interface Part { type: string; value: string }

export const join_parts = (parts: readonly Part[]): string => parts.map(({ value }) => value).join('');
