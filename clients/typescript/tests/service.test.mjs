// Against a running service: NSL_URL and NSL_TOKEN say which. tests/e2e/clients.sh starts one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NslClient, NslError } from '../dist/index.js';

const url = process.env.NSL_URL;
const nsl = new NslClient({ url, token: process.env.NSL_TOKEN });
const code = (expected) => (error) => error instanceof NslError && error.code === expected;

const slow = 'export default async ({ ms }) => { await new Promise((done) => setTimeout(done, ms)); return ms; };';

test('a token that is wrong or not there lets nobody in, and the error says what to do', async () => {
  for (const token of [undefined, 'nsl_wrong']) {
    const error = await new NslClient({ url, ...(token && { token }) }).whoami().catch((thrown) => thrown);
    assert.ok(error instanceof NslError, String(error));
    assert.equal(error.code, 'unauthenticated');
    assert.equal(error.status, 401);
    assert.match(error.requestId, /^req_/);
    assert.match(error.advice, /Bearer TOKEN/);
    assert.equal(error.retryable, false);
  }
});

test('a token without the scope is refused', async () => {
  const made = await nsl.tokens.create({ name: 'reader', scopes: ['functions:read'] });
  const reader = new NslClient({ url, token: made.token });
  assert.deepEqual((await reader.whoami()).scopes, ['functions:read']);
  await assert.rejects(reader.functions.deploy('mine', 'export default () => 1;'), code('forbidden'));
  assert.ok((await nsl.tokens.list()).some(({ name }) => name === 'reader'));
  assert.equal((await nsl.tokens.get('reader')).id, made.id);
  await nsl.tokens.revoke('reader');
  await assert.rejects(reader.whoami(), code('unauthenticated'));
});

test('what is not there is not found', async () => {
  await assert.rejects(nsl.functions.get('nobody'), code('function_not_found'));
  await assert.rejects(nsl.invoke('nobody'), code('function_not_found'));
  await assert.rejects(nsl.executions.get('ex_01kdqcy8p8f2v9s4m6h0t3wxyz'), code('execution_not_found'));
  await assert.rejects(nsl.secrets.get('NOBODY'), code('secret_not_found'));
});

test('a name stays one part of the path', async () => {
  await assert.rejects(nsl.functions.get('a/../../whoami?x=#'), ({ status }) => status === 422 || status === 404);
});

test('bad input is refused with its places', async () => {
  const error = await nsl.functions.deploy('bad', { code: 'export default 1', cod: 1 }).catch((thrown) => thrown);
  assert.equal(error.code, 'unknown_field');
  assert.equal(error.errors[0].pointer, '/cod');
  await assert.rejects(nsl.functions.deploy('bad', 'export default ('), code('invalid_function'));
});

test('functions live from the first version to the end', async () => {
  const first = await nsl.functions.deploy('life', { code: 'export default () => 1;', note: 'first' });
  assert.equal(first.outcome, 'created');
  const again = await nsl.functions.deploy('life', { code: 'export default () => 1;', note: 'first' });
  assert.equal(again.outcome, 'unchanged');
  await nsl.functions.deploy('life', 'export default () => 2;');
  assert.equal(await nsl.invoke('life'), 2);
  assert.equal(await nsl.invoke('life', null, { version: 1 }), 1);
  assert.deepEqual((await nsl.functions.versions('life').take(9)).map(({ number }) => number), [2, 1]);
  assert.equal((await nsl.functions.version('life', 1, { code: true })).code, 'export default () => 1;');
  assert.equal((await nsl.functions.rollback('life')).active_version, 1);
  assert.equal((await nsl.functions.get('life')).latest_version, 2);
  await nsl.functions.delete('life');
  await assert.rejects(nsl.functions.get('life'), code('function_not_found'));
});

test('a list goes over its pages', async () => {
  const names = ['page-a', 'page-b', 'page-c', 'page-d', 'page-e'];
  for (const name of names) await nsl.functions.deploy(name, 'export default () => 1;');
  const found = [];
  for await (const { name } of nsl.functions.list({ limit: 2 })) if (name.startsWith('page-')) found.push(name);
  assert.deepEqual(found.sort(), names);
  const { data, next_cursor } = await nsl.functions.list({ limit: 2 }).page();
  assert.equal(data.length, 2);
  assert.notDeepEqual((await nsl.functions.list({ limit: 2 }).page(next_cursor)).data, data);
  assert.equal((await nsl.functions.list({ limit: 2 }).take(3)).length, 3);
  await assert.rejects(nsl.functions.list().page('nonsense'), code('invalid_argument'));
});

test('a function that fails throws with its record, or is looked at', async () => {
  const code = 'export default () => { console.warn("oh"); throw new RangeError("too much"); };';
  await nsl.functions.deploy('fails', code);
  const error = await nsl.invoke('fails').catch((thrown) => thrown);
  assert.ok(error instanceof NslError);
  assert.match(error.message, /too much/);
  assert.equal(error.execution.status, 'failed');
  const execution = await nsl.functions.invoke('fails');
  assert.equal(execution.status, 'failed');
  assert.equal(execution.logs[0].message, 'oh');
  assert.equal((await nsl.executions.logs(execution.id))[0].message, 'oh');
  assert.equal((await nsl.executions.list('fails', { status: 'failed' }).take(9)).length, 2);
  assert.equal((await nsl.functions.logs('fails').take(1))[0].message, 'oh');
});

test('a queued execution is waited for', async () => {
  await nsl.functions.deploy('slow', slow);
  assert.equal(await nsl.invoke('slow', { ms: 10 }, { wait: 60 }), 10);
  const queued = await nsl.functions.invoke('slow', { ms: 10 }, { wait: 0 });
  const ended = await nsl.executions.wait(queued.id);
  assert.equal(ended.output, 10);
  assert.equal((await nsl.executions.replay(queued.id)).same, true);
});

test('who does not want to wait gets the execution, and can cancel it', async () => {
  await nsl.functions.deploy('slow', slow);
  const error = await nsl.invoke('slow', { ms: 25_000 }, { wait: 0 }).catch((thrown) => thrown);
  assert.equal(error.code, 'execution_pending');
  await assert.rejects(nsl.executions.wait(error.execution.id, { timeoutMs: 60 }), code('execution_pending'));
  await nsl.executions.cancel(error.execution.id);
  assert.equal((await nsl.executions.wait(error.execution.id)).status, 'cancelled');
});

test('an idempotency key makes a function run once', async () => {
  await nsl.functions.deploy('draw', 'export default () => crypto.randomUUID();');
  const first = await nsl.invoke('draw', {}, { idempotencyKey: 'one' });
  assert.equal(await nsl.invoke('draw', {}, { idempotencyKey: 'one' }), first);
  assert.notEqual(await nsl.invoke('draw', {}, { idempotencyKey: 'two' }), first);
  await assert.rejects(nsl.invoke('draw', { other: 1 }, { idempotencyKey: 'one' }), code('idempotency_mismatch'));
});

test('an aborted request throws the reason', async () => {
  await nsl.functions.deploy('slow', slow);
  const reason = new Error('changed my mind');
  await assert.rejects(nsl.invoke('slow', { ms: 1 }, { signal: AbortSignal.abort(reason) }), reason);
  const controller = new AbortController();
  const waiting = nsl.invoke('slow', { ms: 4_000 }, { signal: controller.signal });
  setTimeout(() => controller.abort(reason), 50);
  await assert.rejects(waiting, reason);
});

test('logs are followed as they are written', { timeout: 120_000 }, async () => {
  await nsl.functions.deploy('says', 'export default (n) => console.log(`line ${n}`);');
  const controller = new AbortController();
  const lines = nsl.functions.followLogs('says', { signal: controller.signal });
  // The stream begins some time after it was asked for, so something is said until it is heard.
  const next = lines.next();
  const saying = setInterval(() => void nsl.invoke('says', 7).catch(() => {}), 50);
  const { value } = await next;
  clearInterval(saying);
  assert.equal(value.message, 'line 7');
  controller.abort();
  await assert.rejects(async () => { for (;;) if ((await lines.next()).done) return; }, { name: 'AbortError' });
  await assert.rejects(nsl.functions.followLogs('nobody').next(), code('function_not_found'));
});

test('secrets are set, changed when nobody else did, granted, and destroyed', async () => {
  const made = await nsl.secrets.set('CLIENT_KEY', 'first value', { description: 'for the test', create: true });
  await assert.rejects(nsl.secrets.set('CLIENT_KEY', 'x', { create: true }), code('precondition_failed'));
  const changed = await nsl.secrets.set('CLIENT_KEY', new Uint8Array([0, 255, 10]), { ifRevision: made.revision });
  const late = nsl.secrets.update('CLIENT_KEY', { description: 'y' }, { ifRevision: made.revision });
  await assert.rejects(late, code('precondition_failed'));
  assert.equal(changed.current_version, 2);
  assert.deepEqual([...(await nsl.secrets.reveal('CLIENT_KEY', 'a test'))], [0, 255, 10]);
  const first = await nsl.secrets.reveal('CLIENT_KEY', 'a test', { version: 1 });
  assert.equal(new TextDecoder().decode(first), 'first value');
  assert.equal((await nsl.secrets.versions('CLIENT_KEY')).length, 2);
  assert.equal((await nsl.secrets.rollback('CLIENT_KEY')).current_version, 1);
  assert.equal((await nsl.secrets.setState('CLIENT_KEY', 'disabled')).state, 'disabled');
  assert.ok((await nsl.secrets.list().take(99)).some(({ name }) => name === 'CLIENT_KEY'));

  await nsl.functions.deploy('signs', 'export default () => 1;');
  const grant = await nsl.secrets.grant('CLIENT_KEY', { function: 'signs', exposure: 'value' });
  assert.equal((await nsl.secrets.grants('CLIENT_KEY'))[0].id, grant.id);
  await nsl.secrets.revoke('CLIENT_KEY', grant.id);
  assert.equal((await nsl.secrets.grants('CLIENT_KEY')).length, 0);

  const actions = (await nsl.audit.list({ secret: 'CLIENT_KEY' }).take(99)).map(({ action }) => action);
  assert.ok(actions.includes('secret.reveal'), String(actions));
  assert.ok((await nsl.audit.head()).signature);
  await nsl.secrets.destroy('CLIENT_KEY');
  await assert.rejects(nsl.secrets.get('CLIENT_KEY'), code('secret_not_found'));
});

test('a function pays from an account, and the transaction is waited for', async () => {
  const pay = `export default async ({ from, to }, { neo }) =>
    (await neo.invoke({ contract: 'GasToken', method: 'transfer', args: [from, to, 1n, null] })).hash;`;
  await nsl.functions.deploy('pay', pay);
  const { address } = await nsl.neo.account('dev');
  const receiver = await nsl.neo.addAccount('receiver');
  const request = { function: 'pay', contracts: ['GasToken'], methods: ['transfer'], call_max: '1', day_max: '10' };
  const grant = await nsl.neo.grant('dev', request);
  const hash = await nsl.invoke('pay', { from: address, to: receiver.address });
  assert.equal((await nsl.neo.waitForTransaction(hash)).state, 'final');
  assert.ok((await nsl.neo.transactions({ state: 'final' }).take(99)).some((one) => one.hash === hash));
  assert.equal((await nsl.neo.grants('dev')).length, 1);
  const query = { contract: 'GasToken', event: 'Transfer', account: receiver.address, from_block: 0 };
  for await (const { cursor, event } of nsl.neo.followEvents(query)) {
    assert.equal(event.transfer.amount, '1');
    assert.equal(event.transaction, hash);
    const { data, next_cursor } = await nsl.neo.events(query);
    assert.deepEqual(data, [event]);
    assert.deepEqual((await nsl.neo.events({ ...query, from_block: undefined, cursor })).data, []);
    assert.deepEqual((await nsl.neo.events({ contract: 'GasToken', cursor: next_cursor })).data, []);
    break;
  }
  await assert.rejects(nsl.neo.events({ contract: 'no contract' }), code('invalid_argument'));
  await nsl.neo.revoke('dev', grant.id);
  await assert.rejects(nsl.invoke('pay', { from: address, to: receiver.address }), code('exception'));
  assert.ok((await nsl.neo.nodes()).length > 0);
  await nsl.neo.removeAccount('receiver');
  assert.ok(!(await nsl.neo.accounts()).some(({ name }) => name === 'receiver'));
});

test('operations without a method of their own can be asked for', async () => {
  const { status, headers, data } = await nsl.request({ method: 'GET', path: '/v1/vault' });
  assert.equal(status, 200);
  assert.match(headers.get('Request-Id'), /^req_/);
  assert.equal(data.state, 'unsealed');
  assert.equal((await nsl.status()).status, 'serving');
});
