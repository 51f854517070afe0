// Values of JavaScript as arguments of contracts, and what contracts give back as values of JavaScript.

export interface Parameter {
  type: string;
  value?: unknown;
}

export interface StackItem {
  type: string;
  value?: unknown;
  interface?: string;
  iterator?: StackItem[];
}

interface Base64Bytes {
  toBase64(): string;
}
interface Base64Maker {
  fromBase64(text: string): Uint8Array;
}

export function to_base64(bytes: Uint8Array): string {
  return (bytes as unknown as Base64Bytes).toBase64();
}

export function from_base64(text: string): Uint8Array {
  return (Uint8Array as unknown as Base64Maker).fromBase64(text);
}

const address = /^N[1-9A-HJ-NP-Za-km-z]{33}$/;
const hash160 = /^0x[0-9a-f]{40}$/;
const hash256 = /^0x[0-9a-f]{64}$/;

function text_parameter(value: string): Parameter {
  if (address.test(value) || hash160.test(value)) return { type: 'Hash160', value };
  return { type: hash256.test(value) ? 'Hash256' : 'String', value };
}

/** A text that looks like an address or a hash is taken for one; { type, value } says exactly what is meant. */
export function to_parameter(value: unknown): Parameter {
  if (value === null || value === undefined) return { type: 'Any' };
  switch (typeof value) {
    case 'boolean': return { type: 'Boolean', value };
    case 'bigint': return { type: 'Integer', value: String(value) };
    case 'string': return text_parameter(value);
    case 'number':
      if (Number.isSafeInteger(value)) return { type: 'Integer', value: String(value) };
      throw new TypeError('A number for a contract must be a whole one; use a BigInt above 2^53');
    case 'object': return object_parameter(value);
    default: throw new TypeError(`A contract takes no ${typeof value}`);
  }
}

function object_parameter(value: object): Parameter {
  if (value instanceof Uint8Array) return { type: 'ByteArray', value: to_base64(value) };
  if (Array.isArray(value)) return { type: 'Array', value: value.map(to_parameter) };
  if (value instanceof Map) {
    return { type: 'Map', value: [...value].map(([key, inner]) => ({ key: to_parameter(key), value: to_parameter(inner) })) };
  }
  if (typeof (value as { type?: unknown }).type === 'string') return value as Parameter;
  throw new TypeError('A contract takes no such object; write { type, value }, an array or a Map');
}

export function from_item(item: StackItem): unknown {
  switch (item.type) {
    case 'Any': return null;
    case 'Boolean': return item.value;
    case 'Integer': return BigInt(item.value as string);
    case 'ByteString':
    case 'Buffer': return from_base64(item.value as string);
    case 'Array':
    case 'Struct': return (item.value as StackItem[]).map(from_item);
    case 'Map': return new Map((item.value as { key: StackItem; value: StackItem }[]).map((entry) => [from_item(entry.key), from_item(entry.value)]));
    // An iterator is the list of its items.
    case 'InteropInterface': return item.interface === 'IIterator' ? (item.iterator ?? []).map(from_item) : item;
    default: return item;
  }
}
