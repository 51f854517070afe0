// context.neo.types: between what contracts hold and what people and programs write. Everything is computed here, so it is
// no host call.
import { native } from '../host.ts';
import { from_base64, type Parameter, to_base64 } from './values.ts';

const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const address_version = 0x35;
const account_bytes = 20;
const checksum_bytes = 4;
const integer_bytes_max = 32;
const decimals_max = 64;

interface Hex {
  toHex(): string;
}
interface HexMaker {
  fromHex(text: string): Uint8Array;
}

const to_hex = (bytes: Uint8Array): string => (bytes as unknown as Hex).toHex();
const from_hex = (text: string): Uint8Array => (Uint8Array as unknown as HexMaker).fromHex(text);

function bytes_argument(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw new TypeError('A Uint8Array is needed');
}

function checksum(payload: Uint8Array): Uint8Array {
  return native.digest('SHA-256', native.digest('SHA-256', payload)).subarray(0, checksum_bytes);
}

function to_base58(bytes: Uint8Array): string {
  let number = BigInt(`0x${to_hex(bytes)}`);
  let text = '';
  for (; number > 0n; number /= 58n) text = alphabet[Number(number % 58n)]! + text;
  return text;
}

// Of the 25 bytes of an address. The first is not zero, so no leading zeros need care.
function from_base58(text: string): Uint8Array {
  let number = 0n;
  for (const character of text) number = number * 58n + BigInt(alphabet.indexOf(character));
  return from_hex(number.toString(16).padStart((1 + account_bytes + checksum_bytes) * 2, '0'));
}

function hashToBytes(hash: string): Uint8Array {
  if (!/^0x([0-9a-f]{40}|[0-9a-f]{64})$/i.test(hash)) throw new TypeError('A hash is 0x and 40 or 64 hexadecimal digits');
  return from_hex(hash.slice(2)).reverse();
}

function bytesToHash(bytes: Uint8Array): string {
  const { length } = bytes_argument(bytes);
  if (length !== account_bytes && length !== 32) throw new TypeError('A hash has 20 or 32 bytes');
  return `0x${to_hex(bytes.slice().reverse())}`;
}

function addressToBytes(address: string): Uint8Array {
  const bytes = /^N[1-9A-HJ-NP-Za-km-z]{33}$/.test(address) ? from_base58(address) : new Uint8Array();
  const payload = bytes.subarray(0, 1 + account_bytes);
  const fits = bytes.length === payload.length + checksum_bytes && payload[0] === address_version;
  if (!fits || to_hex(checksum(payload)) !== to_hex(bytes.subarray(payload.length))) {
    throw new TypeError('This is no Neo address: 34 characters that begin with N and end in a checksum that fits');
  }
  return payload.slice(1);
}

function bytesToAddress(account: Uint8Array): string {
  if (bytes_argument(account).length !== account_bytes) throw new TypeError('An account has 20 bytes');
  const whole = new Uint8Array(1 + account_bytes + checksum_bytes);
  whole[0] = address_version;
  whole.set(account, 1);
  whole.set(checksum(whole.subarray(0, 1 + account_bytes)), 1 + account_bytes);
  return to_base58(whole);
}

function bytesToInteger(bytes: Uint8Array): bigint {
  const { length } = bytes_argument(bytes);
  if (length > integer_bytes_max) throw new RangeError('An integer of NeoVM has at most 32 bytes');
  return length === 0 ? 0n : BigInt.asIntN(8 * length, BigInt(`0x${to_hex(bytes.slice().reverse())}`));
}

// In as few bytes as it takes, as NeoVM has it: zero is none.
function integerToBytes(value: bigint | number): Uint8Array {
  const number = BigInt(value);
  let length = 0;
  while (length <= integer_bytes_max && BigInt.asIntN(8 * length, number) !== number) ++length;
  if (length > integer_bytes_max) throw new RangeError('An integer of NeoVM has at most 32 bytes');
  const digits = BigInt.asUintN(8 * length, number).toString(16).padStart(2 * length, '0');
  return length === 0 ? new Uint8Array() : from_hex(digits).reverse();
}

function decimals_argument(decimals: number): number {
  if (Number.isInteger(decimals) && decimals >= 0 && decimals <= decimals_max) return decimals;
  throw new RangeError('A token has 0 to 64 decimals');
}

// Never rounds: more decimals than the token has are an error.
function parseAmount(text: string, decimals = 8): bigint {
  decimals_argument(decimals);
  const match = /^(-?)([0-9]{1,80})(?:\.([0-9]{1,64}))?$/.exec(text);
  if (match === null) throw new TypeError('This is no amount: write digits, and a point before decimals, as in 12 or 1.5');
  const [, sign, whole, fraction = ''] = match;
  if (fraction.length > decimals) throw new RangeError(`The amount has more than ${decimals} decimals`);
  const units = BigInt(whole! + fraction.padEnd(decimals, '0'));
  return sign === '-' ? -units : units;
}

function formatAmount(units: bigint, decimals = 8): string {
  const digits = String(units < 0n ? -units : units).padStart(decimals_argument(decimals) + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '');
  return (units < 0n ? '-' : '') + whole + (fraction === '' ? '' : `.${fraction}`);
}

function bytesToText(bytes: Uint8Array): string {
  const text = native.utf8_decode(bytes_argument(bytes), true);
  if (text === undefined) throw new TypeError('These bytes are not UTF-8');
  return text;
}

const exactly = (type: string) => (value: string): Parameter => ({ type, value });
const binary = (type: string) => (bytes: Uint8Array): Parameter => ({ type, value: to_base64(bytes_argument(bytes)) });

export const types = Object.freeze({
  addressToHash: (address: string) => bytesToHash(addressToBytes(address)),
  hashToAddress: (hash: string) => bytesToAddress(hashToBytes(hash)),
  addressToBytes,
  bytesToAddress,
  hashToBytes,
  bytesToHash,
  bytesToInteger,
  integerToBytes,
  bytesToText,
  textToBytes: (text: string) => native.utf8_encode(text),
  bytesToHex: (bytes: Uint8Array) => to_hex(bytes_argument(bytes)),
  hexToBytes: (text: string) => from_hex(text.startsWith('0x') ? text.slice(2) : text),
  bytesToBase64: (bytes: Uint8Array) => to_base64(bytes_argument(bytes)),
  base64ToBytes: (text: string) => from_base64(text),
  parseAmount,
  formatAmount,
  // Arguments of contracts that say exactly what they are.
  string: exactly('String'),
  hash160: exactly('Hash160'),
  hash256: exactly('Hash256'),
  publicKey: exactly('PublicKey'),
  byteArray: binary('ByteArray'),
  signature: binary('Signature'),
  integer: (value: bigint | number): Parameter => ({ type: 'Integer', value: String(BigInt(value)) }),
});
