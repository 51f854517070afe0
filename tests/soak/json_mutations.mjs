// Bodies: the example of an operation, changed as JSON, as text, or as bytes.

const strings = [
  '', ' ', '\u0000', 'a\nb', '../../etc/passwd', "' OR 1=1 --", '<script>', '%00', '\ud800', '\u202e', 'é'.repeat(300), '0', 'null', 'true',
  '*', 'dev', 'hello', '-', 'x'.repeat(64), 'x'.repeat(5_000), '1e309', 'https://example.com/', '127.0.0.1', '2020-02-30T00:00:00Z', '9999-12-31T23:59:59Z',
];
const numbers = [
  0, -0, 1, -1, 2, 0.5, 1e-320, 1e308, 255, 256, 65_535, 65_536, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 53, 2 ** 53 + 2, -(2 ** 63),
];
// What JSON.stringify would not write.
const literals = ['1e400', '-0', '18446744073709551616', '01', '+1', '.5', 'NaN', 'nul', "'a'", '"\\ud800"', '"\\u0000"', '"\\x41"', '[,]', '{"a":1,"a":2}', '1.', '"\t"'];

export const any_string = (random, known) => (random.once_in(2) && known.length ? random.of(known) : random.of(strings));

function any_value(random, known, depth = 0) {
  const kind = random.below(depth > 3 ? 5 : 7);
  if (kind === 0) return null;
  if (kind === 1) return random.once_in(2);
  if (kind === 2) return random.of(numbers);
  if (kind < 5) return any_string(random, known);
  const items = Array.from({ length: random.below(4) }, () => any_value(random, known, depth + 1));
  return kind === 5 ? items : Object.fromEntries(items.map((item, i) => [random.of(['a', 'name', 'kind', '__proto__', `k${i}`]), item]));
}

/** Every place in a value, as {holder, key}. */
function places(value, found = []) {
  if (value === null || typeof value !== 'object') return found;
  for (const key of Object.keys(value)) {
    found.push({ holder: value, key });
    places(value[key], found);
  }
  return found;
}

function change_value(random, value, known) {
  const all = places(value);
  if (all.length === 0 || random.once_in(20)) return any_value(random, known);
  const { holder, key } = random.of(all);
  const old = holder[key];
  switch (random.below(7)) {
    case 0:
      if (Array.isArray(holder)) holder.splice(Number(key), 1);
      else delete holder[key];
      break;
    case 1: holder[key] = any_value(random, known); break;
    case 2: holder[Array.isArray(holder) ? holder.length : random.of(['extra', key + '_', ''])] = any_value(random, known); break;
    case 3: holder[key] = typeof old === 'number' ? random.of(numbers) : typeof old === 'string' ? any_string(random, known) : [old]; break;
    case 4: holder[key] = String(old); break;
    case 5: holder[key] = typeof old === 'string' ? old.slice(0, random.below(old.length + 1)) + random.of(strings) : { [key]: old }; break;
    default: holder[key] = Array.from({ length: 1 + random.below(70) }, () => old); break;
  }
  return value;
}

/** The text of JSON, damaged. */
function damage(random, text) {
  const at = random.below(text.length + 1);
  switch (random.below(9)) {
    case 0: return text.slice(0, at);
    case 1: return text + random.of([',', '}', ' 1', '\u0000', text]);
    case 2: return text.slice(0, at) + random.of(['"', '{', '\\', ',', ':', '\u0001', '\ufeff']) + text.slice(at);
    case 3: return text.replace(/[^,:{}[\]]+/, () => random.of(literals));
    case 4: return '['.repeat(random.of([10, 63, 64, 65, 1_000, 100_000])) + text;
    case 5: return text.replace(/^\{("[^"]*"):/, (_, key) => `{${key}:1,${key}:`); // a member twice
    case 6: return '\ufeff' + text;
    case 7: return random.of(['', ' ', 'null', '[]', '{}', '0', '""', ...literals]);
    default: return text.slice(0, at) + text.slice(at + 1);
  }
}

/** Bytes of a body made from an example. */
export function mutated_body(random, example, known) {
  let value = structuredClone(example);
  for (let n = random.below(4); n > 0; --n) value = change_value(random, value, known);
  let text = JSON.stringify(value) ?? '';
  if (random.once_in(4)) text = damage(random, text);
  const bytes = Buffer.from(text);
  if (bytes.length > 0 && random.once_in(12)) bytes[random.below(bytes.length)] = random.of([0xff, 0xc0, 0x80, 0xed, 0x00, 0xf5]);
  if (random.once_in(20_000)) return Buffer.concat([bytes, Buffer.alloc(9 << 20, 0x20)]); // above every limit
  return bytes;
}
