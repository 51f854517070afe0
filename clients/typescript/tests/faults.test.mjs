// What a client does when answers are late, broken, refused or lost: against a server on loopback that answers as told.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, beforeEach, test } from 'node:test';
import { NslClient, NslError } from '../dist/index.js';

let url;
let script;  // what to answer to the first, second, … request
let asked;
const server = createServer((request, response) => {
  asked.push({ method: request.method, url: request.url, headers: request.headers });
  request.resume().on('end', () => (script.shift() ?? answer(500))(response));
});
before(() => new Promise((listening) => server.listen(0, '127.0.0.1', listening)).then(() => {
  url = `http://127.0.0.1:${server.address().port}`;
}));
after(() => {
  server.close();
  server.closeAllConnections();
});
beforeEach(() => {
  script = [];
  asked = [];
});

const answer = (status, body = '', headers = {}) => (response) => response.writeHead(status, headers).end(body);
const ok = (value) => answer(200, JSON.stringify(value), { 'Content-Type': 'application/json' });
const problem = (status, code, headers = {}) =>
  answer(status, JSON.stringify({ code, detail: 'why', retryable: true }), headers);
const missing = answer(404, JSON.stringify({ code: 'function_not_found' }));
const breaks = (response) => response.socket.destroy();
const client = (options = {}) => new NslClient({ url, token: 'secret', ...options });
const code = (expected) => (error) => error instanceof NslError && error.code === expected;

test('what may be asked twice is asked again, after the time that the service asks for', async () => {
  script = [problem(503, 'unavailable', { 'Retry-After': '1' }), problem(429, 'too_many_requests'), ok({ owner: 'dev' })];
  const begin = performance.now();
  assert.equal((await client().whoami()).owner, 'dev');
  assert.ok(performance.now() - begin >= 995);
  assert.equal(asked.length, 3);
});

test('a broken connection is tried again, and a lost answer to DELETE has done its work', async () => {
  script = [breaks, ok({ owner: 'dev' })];
  assert.equal((await client().whoami()).owner, 'dev');
  script = [breaks, missing];
  await client().functions.delete('f');
  script = [missing];
  await assert.rejects(client().functions.delete('f'), code('function_not_found'));
});

test('what may do something twice is not asked again', async () => {
  script = [problem(503, 'unavailable'), ok({})];
  await assert.rejects(client().functions.invoke('pay', 1), code('unavailable'));
  script = [breaks, ok({})];
  await assert.rejects(client().secrets.set('A', 'b'), code('unreachable'));
  assert.equal(asked.length, 2);
});

test('a key makes an invocation repeatable', async () => {
  const ended = { status: 'succeeded', output: 3, finished_at: 'now' };
  script = [breaks, problem(409, 'idempotency_in_progress'), ok(ended)];
  assert.equal(await client().invoke('pay', 1, { idempotencyKey: 'k' }), 3);
  assert.deepEqual(asked.map(({ headers }) => headers['idempotency-key']), ['k', 'k', 'k']);
});

test('tries end', async () => {
  script = Array.from({ length: 9 }, () => problem(503, 'unavailable'));
  await assert.rejects(client({ retries: 1 }).whoami(), code('unavailable'));
  assert.equal(asked.length, 2);
  await assert.rejects(client({ retries: 0 }).whoami(), code('unavailable'));
  assert.equal(asked.length, 3);
});

test('a pause that is too long is left to the caller', async () => {
  script = [problem(429, 'too_many_requests', { 'Retry-After': '3600' })];
  const error = await client().whoami().catch((thrown) => thrown);
  assert.equal(error.code, 'too_many_requests');
  assert.equal(error.retryAfterMs, 3_600_000);
  const late = new Date(Date.now() + 7_200_000).toUTCString();
  script = [problem(503, 'unavailable', { 'Retry-After': late })];
  const dated = await client().whoami().catch((thrown) => thrown);
  assert.ok(dated.retryAfterMs > 7_000_000 && dated.retryAfterMs <= 7_200_000, String(dated.retryAfterMs));
});

test('an answer that does not come is a time-out', async () => {
  script = [() => {}, () => {}];
  await assert.rejects(client({ timeoutMs: 500, retries: 1 }).whoami(), code('timeout'));
  assert.equal(asked.length, 2);
  script = [(response) => response.writeHead(200, { 'Content-Type': 'application/json' }).write('{')];
  await assert.rejects(client({ retries: 0 }).whoami({ timeoutMs: 50 }), code('timeout'));
});

test('a pause between tries can be aborted', async () => {
  script = [problem(503, 'unavailable', { 'Retry-After': '20' })];
  const reason = new Error('enough');
  const controller = new AbortController();
  const waiting = client().whoami({ signal: controller.signal });
  setTimeout(() => controller.abort(reason), 100);
  await assert.rejects(waiting, reason);
});

test('what is no Neo Service Layer is told', async () => {
  const json = { 'Content-Type': 'application/json' };
  script = [answer(200, '<html>', json), answer(403, '<html>blocked</html>'), answer(400, 'null', json)];
  for (const status of [200, 403, 400]) {
    const error = await client({ retries: 0 }).whoami().catch((thrown) => thrown);
    assert.equal(error.code, 'bad_answer');
    assert.equal(error.status, status);
  }
});

test('the token is not taken along by a redirect', async () => {
  script = [answer(302, '', { Location: `${url}/elsewhere` })];
  await assert.rejects(client({ retries: 0 }).whoami(), code('unreachable'));
  assert.equal(asked.length, 1);
  assert.equal(asked[0].headers.authorization, 'Bearer secret');
});

test('nobody answering is unreachable, with the cause', async () => {
  const error = await new NslClient({ url: 'http://127.0.0.1:1', retries: 0 }).whoami().catch((thrown) => thrown);
  assert.equal(error.code, 'unreachable');
  assert.ok(error.cause);
});

test('an address must be one', () => {
  for (const wrong of ['nonsense', 'file:///etc', 'http://user:password@localhost', 'http://localhost/?token=1']) {
    assert.throws(() => new NslClient({ url: wrong }), TypeError, wrong);
  }
});

test('events are read however they are cut', async () => {
  const line = (n) => ({ execution: 'ex_1', version: 1, time: 't', level: 'info', message: `é${n}` });
  const bytes = Buffer.from(
    `\uFEFF: following\r\n\r\nevent: log\r\nid: 1\r\ndata: ${JSON.stringify(line(1))}\r\n\r\n` +
      'event: other\ndata: {}\n\n' +
      `event:log\ndata:${JSON.stringify(line(2)).replace(',', ',\ndata:')}\n\n` +
      `event: log\rdata: ${JSON.stringify(line(3))}\r\revent: log\ndata: cut`,
  );
  script = [async (response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    for (const byte of bytes) {
      response.write(Buffer.from([byte]));
      await new Promise(setImmediate);
    }
    response.end();
  }];
  const lines = [];
  for await (const one of client().functions.followLogs('f')) lines.push(one);
  assert.deepEqual(lines, [line(1), line(2), line(3)]);
});

test('leaving the loop over a stream ends the request', { timeout: 60_000 }, async () => {
  let left;
  const gone = new Promise((resolve) => { left = resolve; });
  script = [(response) => {
    response.on('close', left);
    response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write('event: log\ndata: {"message":"one"}\n\n');
  }];
  for await (const { message } of client().functions.followLogs('f')) {
    assert.equal(message, 'one');
    break;
  }
  await gone;
});
