check('formats values as Node does', () => {
  class Point { constructor() { this.x = 1; } }
  console.log('text', 1, -0, 10n, true, null, undefined, Symbol('s'));
  console.log({ a: 1, 'b-c': 'x', [Symbol('k')]: [1, , 'q'] });
  console.log(new Point(), new (class extends Map {})(), Object.create(null), Object.create({ inherited: 1 }));
  console.log(new Map([[{ a: 1 }, 'b']]), new Set([1, 'x']), new Uint8Array(2), new WeakMap());
  console.log(function named() {}, () => {}, class A {}, class B extends Point {}, async function later() {});
  console.log(new Date(0), new Date(NaN), /x/gi, new Number(3), Object('s'));
  return [
    "log: text 1 -0 10n true null undefined Symbol(s)",
    "log: { a: 1, 'b-c': 'x', [Symbol(k)]: [ 1, <1 empty item>, 'q' ] }",
    "log: Point { x: 1 } Map(0) {} [Object: null prototype] {} {}",
    "log: Map(1) { { a: 1 } => 'b' } Set(2) { 1, 'x' } Uint8Array(2) [ 0, 0 ] WeakMap { <items unknown> }",
    "log: [Function: named] [Function (anonymous)] [class A] [class B extends Point] [AsyncFunction: later]",
    "log: 1970-01-01T00:00:00.000Z Invalid Date /x/gi [Number: 3] [String: 's']",
  ];
});

check('bounds depth, length and circles', () => {
  const circle = { name: 'c' };
  circle.self = circle;
  console.log({ a: { b: { c: { d: 1 } } } });
  console.log(circle);
  console.log(Array.from({ length: 102 }, () => 0).length, 'x'.repeat(10).length);
  console.log(new Array(200).fill(1));
  let deep = {};
  for (let i = 0; i < 5000; ++i) deep = { deep };
  console.log(deep);
  return [
    'log: { a: { b: { c: [Object] } } }',
    "log: <ref *1> { name: 'c', self: [Circular *1] }",
    'log: 102 10',
    `log: [\n  ${Array.from({ length: 4 }, () => Array.from({ length: 25 }, () => '1').join(', ')).join(',\n  ')},\n  ... 100 more items\n]`,
    'log: { deep: { deep: { deep: [Object] } } }',
  ];
});

check('breaks lines when an object does not fit', () => {
  console.log({ long: 'x'.repeat(70), other: { y: 1 } });
  return [`log: {\n  long: '${'x'.repeat(70)}',\n  other: { y: 1 }\n}`];
});

check('survives objects that do not want to be read', () => {
  const hostile = new Proxy({}, { ownKeys() { throw new Error('no'); }, get() { throw new Error('no'); } });
  console.log(hostile);
  console.log({ get a() { throw new Error('no'); }, set b(value) {} });
  console.log({ toString() { throw new Error('no'); } }, new Proxy([1], {}));
  return [
    'log: [Object that cannot be inspected]',
    'log: { a: [Getter], b: [Setter] }',
    'log: { toString: [Function: toString] } [ 1 ]',
  ];
});

check('substitutes format specifiers', () => {
  console.log('%s is %d years and %i, %f, %%', 'Neo', '42', 7.9, '1.5', 'rest');
  console.log('%j %o', { a: 1 }, [1], { b: 2 });
  console.log('100%', 5, '%s');
  console.log('%c styled', 'color: red');
  console.log('%s %s', 1);
  return [
    'log: Neo is 42 years and 7, 1.5, % rest',
    'log: {"a":1} [ 1 ] { b: 2 }',
    'log: 100% 5 %s',
    'log:  styled',
    'log: 1 %s',
  ];
});

check('has levels, groups, counters and tables', () => {
  console.debug('d');
  console.info('i');
  console.group('outer');
  console.warn('two\nlines');
  console.groupEnd();
  console.error('e');
  console.count();
  console.count('x');
  console.count();
  console.assert(true, 'not shown');
  console.assert(false, 'shown %d', 1);
  console.table([{ a: 1, b: 'x' }, { a: 2 }]);
  return [
    'debug: d', 'info: i', 'log: outer', 'warn:   two\n  lines', 'error: e',
    'info: default: 1', 'info: x: 1', 'info: default: 2', 'error: Assertion failed: shown 1',
    "log: ┌─────────┬───┬─────┐\n│ (index) │ a │ b   │\n├─────────┼───┼─────┤\n│ 0       │ 1 │ 'x' │\n│ 1       │ 2 │     │\n└─────────┴───┴─────┘",
  ];
});

check('measures the time that host calls take', async () => {
  console.time('t');
  for (let i = 0; i < 1e4; ++i);
  console.timeLog('t');
  await new Promise((resolve) => setTimeout(resolve, 25));
  console.timeEnd('t');
  console.timeEnd('t');
  return ['info: t: 0ms', 'info: t: 25ms'];
});

check('shows errors with their frames and causes', () => {
  class MyError extends Error { name = 'MyError'; }
  const error = new MyError('broken', { cause: new TypeError('deep') });
  error.stack = '    at f (f.js:1:2)';
  error.cause.stack = '';
  error.code = 7;
  console.log(error);
  return ["log: MyError: broken\n    at f (f.js:1:2) {\n  [cause]: [TypeError: deep],\n  name: 'MyError',\n  code: 7\n}"];
});

check('asks objects that know how to show themselves', () => {
  console.log({ [Symbol.for('nodejs.util.inspect.custom')]: () => 'custom' }, [{ [Symbol.for('nodejs.util.inspect.custom')]() { return { a: 1 }; } }]);
  return ['log: custom [ { a: 1 } ]'];
});

check('shows the prelude classes by name', () => {
  console.log(new URL('https://a.b/c'), new Headers({ a: 'b' }), AbortSignal.abort(1), Object.prototype.toString.call(crypto));
  console.log([new Response('x')], new URLSearchParams('q=1'), new File([], 'f'), new (class Mine extends Event {})('e'), URL);
  return [
    "log: URL { href: 'https://a.b/c' } Headers { a: 'b' } AbortSignal { aborted: true, reason: 1 } [object Crypto]",
    "log: [\n  Response {\n    status: 200,\n    ok: true,\n    url: '',\n    headers: Headers { 'content-type': 'text/plain;charset=UTF-8' }\n  }\n]"
      + " URLSearchParams { q: '1' } File { name: 'f', size: 0, type: '' } Event { type: 'e' } [class URL]",
  ];
});
