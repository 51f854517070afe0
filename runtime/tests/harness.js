// Stands before each *.test.js. A file is loaded as one module; its handler runs the check whose name is the input, so
// each check has a VM of its own. What a check returns is compared with what it logged (console.test.js).
const checks = new Map();

function check(name, body) {
  if (checks.has(name)) throw new Error(`two checks are called '${name}'`);
  checks.set(name, body);
}

function show(value) {
  return JSON.stringify(value, (key, item) => {
    if (typeof item === 'bigint') return `${item}n`;
    if (item === undefined) return 'undefined';
    if (typeof item === 'number' && !Number.isFinite(item)) return `${item}`;
    if (item instanceof Map) return ['Map', ...item];
    if (item instanceof Set) return ['Set', ...item];
    if (ArrayBuffer.isView(item)) return [item.constructor.name, ...item];
    return item;
  });
}

function equal(actual, expected, what = 'value') {
  const [left, right] = [show(actual), show(expected)];
  if (left !== right) throw new Error(`${what}: ${left} instead of ${right}`);
}

function ok(condition, what = 'condition') {
  if (!condition) throw new Error(`not true: ${what}`);
}

function throws(body, name) {
  let error;
  try {
    body();
  } catch (caught) {
    error = caught;
  }
  if (error === undefined) throw new Error(`nothing was thrown instead of ${name}`);
  equal(error.name, name, `name of '${error.message}'`);
  return error;
}

async function rejects(promise, name) {
  try {
    await promise;
  } catch (error) {
    equal(error.name, name, `name of '${error.message}'`);
    return error;
  }
  throw new Error(`was not rejected with ${name}`);
}

function hex(bytes) {
  return new Uint8Array(bytes.buffer ?? bytes, bytes.byteOffset ?? 0, bytes.byteLength).toHex();
}

function unhex(text) {
  return Uint8Array.fromHex(text);
}

export default async function (name, context) {
  return await checks.get(name)(context);
}
