check('copies values deeply and keeps cycles and identities', () => {
  const shared = { s: 1 };
  const value = { map: new Map([[shared, new Set([shared])]]), list: [1, , 'x'], date: new Date(5), expression: /a/gi, big: 5n, nothing: undefined, boxed: Object(3) };
  value.self = value;
  const copy = structuredClone(value);
  ok(copy !== value && copy.self === copy, 'cycle');
  const [[key, set]] = copy.map;
  ok(set.has(key) && key !== shared, 'identity');
  equal([copy.list.length, 1 in copy.list, copy.date.getTime(), `${copy.expression}`, copy.big, 'nothing' in copy], [3, false, 5, '/a/gi', 5n, true]);
  ok(copy.boxed instanceof Number && copy.boxed.valueOf() === 3, 'boxed number');
});

check('copies buffers and views once', () => {
  const bytes = new Uint8Array([1, 2, 3, 4]);
  const copy = structuredClone({ bytes, words: new Uint16Array(bytes.buffer, 2, 1), view: new DataView(bytes.buffer, 1) });
  ok(copy.bytes.buffer === copy.words.buffer && copy.words.buffer === copy.view.buffer && copy.bytes.buffer !== bytes.buffer, 'one buffer');
  equal([hex(copy.bytes), copy.words.byteOffset, copy.view.byteLength], ['01020304', 2, 3]);
});

check('moves transferred buffers', () => {
  const bytes = new Uint8Array([1, 2]);
  const copy = structuredClone({ bytes }, { transfer: [bytes.buffer] });
  equal([hex(copy.bytes), bytes.length, bytes.buffer.detached], ['0102', 0, true]);
  throws(() => structuredClone(1, { transfer: [bytes.buffer] }), 'DataCloneError');
  throws(() => structuredClone(1, { transfer: [{}] }), 'DataCloneError');
});

check('copies errors with class, cause and stack', () => {
  const copy = structuredClone(new RangeError('far', { cause: { a: 1 } }));
  ok(copy instanceof RangeError && copy.cause.a === 1 && copy.stack.includes('clone.test.js'), 'error');
  class Own extends Error { name = 'Own'; }
  equal(structuredClone(new Own('m')).name, 'Error');
});

check('refuses what has no copy', () => {
  for (const value of [() => 1, Symbol('s'), new WeakMap(), Promise.resolve(), { f() {} }, [Symbol('x')], new EventTarget(), new URL('a:b'), new Headers(), new SharedArrayBuffer(1)]) {
    equal(throws(() => structuredClone(value), 'DataCloneError').code, 25);
  }
  throws(() => structuredClone(), 'TypeError');
});

check('forgets prototypes and accessors', () => {
  class Point { x = 1; get y() { return 2; } }
  const copy = structuredClone(Object.assign(new Point(), { get z() { return 3; } }));
  equal([Object.getPrototypeOf(copy) === Object.prototype, copy], [true, { x: 1, z: 3 }]);
});

check('is not fooled by __proto__ and by getters that delete', () => {
  const copy = structuredClone(JSON.parse('{"__proto__": {"polluted": 1}, "a": 1}'));
  equal([Object.keys(copy), copy.polluted], [['__proto__', 'a'], undefined]);
  const trap = { get a() { delete this.b; return 1; }, b: 2 };
  equal(structuredClone(trap), { a: 1 });
});
