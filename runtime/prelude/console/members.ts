// What stands between the braces, each member as text.
import { box_name, is_array_buffer, is_error, is_map, is_set, typed_array_name } from '../brand.ts';
import { entries_max, type Walk } from './inspect.ts';
import { show_key } from './quote.ts';

export function members_of(value: object, walk: Walk): string[] {
  const members = items_of(value, walk);
  const is_list = Array.isArray(value) || typed_array_name(value) !== undefined || box_name(value) === 'String';
  let shown = 0;
  for (const key of Reflect.ownKeys(value)) {
    if (is_list && typeof key === 'string' && is_index(key)) continue;
    if (is_error(value) && (key === 'stack' || key === 'message')) continue;
    const property = Object.getOwnPropertyDescriptor(value, key);
    const is_cause = is_error(value) && (key === 'cause' || key === 'errors');
    if (!property || (!property.enumerable && !is_cause)) continue;
    if (++shown > entries_max) {
      members.push('... more properties');
      break;
    }
    const name = is_cause && !property.enumerable ? `[${String(key)}]` : show_key(key);
    members.push(`${name}: ${property_text(property, walk)}`);
  }
  return members;
}

function property_text(property: PropertyDescriptor, walk: Walk): string {
  if (property.get) return property.set ? '[Getter/Setter]' : '[Getter]';
  if (property.set) return '[Setter]';
  return walk.show(property.value);
}

function is_index(key: string): boolean {
  const index = Number(key);
  return Number.isInteger(index) && index >= 0 && index < 2 ** 32 - 1 && `${index}` === key;
}

function items_of(value: object, walk: Walk): string[] {
  if (Array.isArray(value)) return array_items(value, walk);
  if (typed_array_name(value) !== undefined) {
    const numbers = value as unknown as ArrayLike<number>;
    return first_of(numbers.length, function* () { for (let i = 0; i < numbers.length; ++i) yield walk.show(numbers[i]); });
  }
  if (is_map(value)) {
    return first_of(value.size, function* () { for (const [key, item] of Map.prototype.entries.call(value)) yield `${walk.show(key)} => ${walk.show(item)}`; });
  }
  if (is_set(value)) return first_of(value.size, function* () { for (const item of Set.prototype.values.call(value)) yield walk.show(item); });
  if (is_array_buffer(value)) return buffer_items(value);
  if (value instanceof WeakMap || value instanceof WeakSet) return ['<items unknown>'];
  return [];
}

/** Texts from `items`, as many as are shown, and how many more there are. */
function first_of(count: number, items: () => Iterable<string>): string[] {
  const texts: string[] = [];
  for (const text of items()) {
    if (texts.length === entries_max) {
      const left = count - entries_max;
      texts.push(`... ${left} more item${left === 1 ? '' : 's'}`);
      break;
    }
    texts.push(text);
  }
  return texts;
}

function array_items(array: unknown[], walk: Walk): string[] {
  const texts: string[] = [];
  let index = 0;
  for (; index < array.length && texts.length < entries_max; ++index) {
    const property = Object.getOwnPropertyDescriptor(array, index);
    if (property) {
      texts.push(property_text(property, walk));
      continue;
    }
    let hole = 1;
    while (index + hole < array.length && hole < 1_000 && !Object.hasOwn(array, index + hole)) ++hole;
    texts.push(`<${hole} empty item${hole === 1 ? '' : 's'}>`);
    index += hole - 1;
  }
  const left = array.length - index;
  if (left > 0) texts.push(`... ${left} more item${left === 1 ? '' : 's'}`);
  return texts;
}

function buffer_items(buffer: ArrayBuffer): string[] {
  const shown = new Uint8Array(buffer).subarray(0, 50);
  const bytes = Array.from(shown, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  const left = buffer.byteLength - shown.length;
  return [`[Uint8Contents]: <${bytes}${left > 0 ? ` ... ${left} more bytes` : ''}>`, `byteLength: ${buffer.byteLength}`];
}
