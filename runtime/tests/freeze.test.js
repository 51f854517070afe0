check('freezes the built-ins and the Web API classes', () => {
  const all = [Object, Object.prototype, Function.prototype, Array, Array.prototype, Map.prototype, Promise, Promise.prototype, JSON, Math, Error.prototype,
    Object.getPrototypeOf(function* () {}), Object.getPrototypeOf(async function* () {}.prototype), Object.getPrototypeOf([].values()), Object.getPrototypeOf(Uint8Array),
    URL, URL.prototype, Headers.prototype, Response, EventTarget.prototype, crypto, crypto.subtle, TextEncoder.prototype, setTimeout, AbortSignal];
  for (const [index, object] of all.entries()) ok(Object.isFrozen(object), `object ${index} is frozen`);
});

check('cannot be poisoned', () => {
  throws(() => { Array.prototype.map = () => 'poison'; }, 'TypeError');
  throws(() => { Array.prototype.push = () => 'poison'; }, 'TypeError');
  throws(() => { Object.prototype.polluted = 1; }, 'TypeError');
  throws(() => { Object.prototype.toString = 1; }, 'TypeError');
  throws(() => { JSON.parse = null; }, 'TypeError');
  throws(() => { Object.defineProperty(Promise.prototype, 'then', { value: 1 }); }, 'TypeError');
  throws(() => { globalThis.Array = 1; }, 'TypeError');
  throws(() => { delete globalThis.Object; }, 'TypeError');
  throws(() => Object.setPrototypeOf(Array.prototype, null), 'TypeError');
  throws(() => { ({}).__proto__.x = 1; }, 'TypeError');
});

check('lets libraries leave a note on Reflect and Error, and nothing more', () => {
  Reflect.defineMetadata = () => 'added';
  Error.noted = true;
  Error.stackTraceLimit = 3;
  equal([Reflect.defineMetadata(), Error.noted, Error.stackTraceLimit], ['added', true, 3]);
  for (const [object, name] of [[Reflect, 'ownKeys'], [Reflect, 'get'], [Error, 'prototype'], [Error, 'captureStackTrace']]) {
    throws(() => { object[name] = () => 'poison'; }, 'TypeError');
    throws(() => Object.defineProperty(object, name, { value: 1 }), 'TypeError');
    throws(() => { delete object[name]; }, 'TypeError');
  }
});

check('lets objects have own properties with the names of inherited ones', () => {
  const names = ['constructor', 'toString', 'valueOf', 'toLocaleString', 'hasOwnProperty', 'isPrototypeOf', 'propertyIsEnumerable', '__defineGetter__', '__lookupSetter__'];
  const object = {};
  for (const name of names) object[name] = name;
  equal(Object.keys(object), names);
  equal(names.map((name) => object[name]), names);
  const words = {};
  for (const word of 'the constructor of the toString the constructor'.split(' ')) words[word] = (Object.hasOwn(words, word) ? words[word] : 0) + 1;
  equal(words, { the: 3, constructor: 2, of: 1, toString: 1 });
});

check('lets classes written in the old way inherit', () => {
  function Old(message) { this.message = message; }
  Old.prototype = Object.create(Error.prototype);
  Old.prototype.constructor = Old;
  Old.prototype.name = 'Old';
  Old.prototype.toString = function () { return `old ${this.message}`; };
  function Text(text) { this.text = text; }
  Text.prototype = Object.create(String.prototype);
  Text.prototype.valueOf = Text.prototype.toString = function () { return this.text; };
  equal([`${new Text('t')}`, new Text('t') + '', 'x'.toString(), Object('y').valueOf()], ['t', 't', 'x', 'y']);
  const old = new Old('m');
  equal([`${old}`, old.name, old.constructor === Old, old instanceof Error, Object.keys(old)], ['old m', 'Old', true, true, ['message']]);
  const error = new TypeError('x');
  error.name = 'Custom';
  error.message = 'changed';
  equal([`${error}`, error.constructor], ['Custom: changed', TypeError]);
});

check('lets functions, arrays, maps and promises be decorated', () => {
  function tool() {}
  for (const name of ['bind', 'call', 'apply', 'toString', 'constructor']) tool[name] = name;
  equal(tool.bind + tool.call + tool.apply, 'bindcallapply');
  const list = [];
  list.push = function (item) { this[this.length] = item * 2; };
  list.push(4);
  equal([...list], [8]);
  const map = new Map();
  map.get = () => 'mine';
  equal([map.get('x'), new Map([['x', 1]]).get('x')], ['mine', 1]);
  const promise = Promise.resolve();
  promise.then = () => 'then';
  equal(promise.then(), 'then');
  const view = new Uint8Array(1);
  view.slice = 5;
  equal(view.slice, 5);
});

check('makes own properties as ordinary assignment would', () => {
  const object = {};
  object.toString = 1;
  equal(Object.getOwnPropertyDescriptor(object, 'toString'), { value: 1, writable: true, enumerable: true, configurable: true });
  object.toString = 2;
  equal(object.toString, 2);
  throws(() => { Object.freeze({}).toString = 1; }, 'TypeError');
  throws(() => { 'use strict'; (5).toString = 1; }, 'TypeError');
  const child = Object.create(Object.freeze({ a: 1 }));
  child.valueOf = 3;
  equal(child.valueOf, 3);
  equal(Object.getOwnPropertyNames({}), []);
});

check('keeps the global object open for new names and Web APIs replaceable', async () => {
  globalThis.own = 1;
  equal([own, self === globalThis, typeof globalThis], [1, true, 'object']);
  globalThis.fetch = async () => 'mocked';
  equal(await fetch('https://a/'), 'mocked');
  delete globalThis.own;
  equal(typeof own, 'undefined');
});

check('hides the door', () => {
  equal([typeof native, 'native' in globalThis, typeof module, typeof process, typeof require], ['undefined', false, 'undefined', 'undefined', 'undefined']);
  for (const name of ['dispatch_of', 'make', 'parts_of', 'bytes_of', 'split', 'take', 'channel_of', 'from_network', 'freeze']) {
    for (const type of [Event, AbortSignal, CryptoKey, Blob, Response, Request, ReadableStream, Headers]) ok(!(name in type), `${type.name}.${name}`);
  }
});

check('shows native code instead of its source', () => {
  ok(/native code/.test(Function.prototype.toString.call(Array.prototype.map)), 'map');
});

check('tells the language apart from its names', () => {
  equal([Object.prototype.toString.call(new Headers()), Object.prototype.toString.call(new URL('a:b')), `${new AbortController().signal}`], ['[object Headers]', '[object URL]', '[object AbortSignal]']);
  equal([Response.name, new Response().constructor === Response, URL.length, fetch.name], ['Response', true, 2, 'fetch']);
});

check('runs the handler with its context', (context) => {
  equal([context.execution.id, context.execution.deadline.toISOString(), context.execution.trigger.type], ['ex_test', '2023-11-14T22:13:50.000Z', 'http']);
  ok(context.execution === context.execution && Object.isFrozen(context) && Object.isFrozen(context.execution), 'frozen');
  ok(context.execution.deadline instanceof Date, 'date');
});

check('takes regular expressions with the v flag', () => {
  ok(new RegExp('^a-b;;{1,2}(?<n>/)\\k<n>[\\w--\\d]$', 'v').test('a-b;;//x'), 'match');
  ok(RegExp('[[a-z]--[aeiou]]', 'v').test('b') && !RegExp('[[a-z]--[aeiou]]', 'v').test('a'), 'set');
  throws(() => new RegExp('[a-]', 'v'), 'SyntaxError');
  throws(() => new RegExp('(', 'v'), 'SyntaxError');
  class Own extends RegExp {}
  equal([/a/.constructor === RegExp, /a/ instanceof RegExp, RegExp(/a/g).flags, new Own('x') instanceof Own, RegExp.name, RegExp.length, 'a-b'.split(/-/)], [true, true, 'g', true, 'RegExp', 2, ['a', 'b']]);
});

check('lets an error have any stack and a copy of a buffer be decorated', () => {
  const error = new Error('x');
  error.stack = undefined;
  equal(error.stack, undefined);
  error.stack = 'text';
  equal(error.stack, 'text');
  function Buffer() {}
  Object.setPrototypeOf(Buffer.prototype, Uint8Array.prototype);
  for (const name of ['includes', 'fill', 'toString', 'subarray', 'indexOf']) Buffer.prototype[name] = name;
  equal(new Buffer().includes, 'includes');
  fetch.default = fetch;
});
