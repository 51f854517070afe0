// Sends requests that are made from the examples of the API's own document and then spoiled: paths, queries, headers, bodies,
// framing. Whatever is sent, the service goes on, answers as documented, fails at nothing and keeps its memory.
//   node tests/soak/mutated_requests.mjs [--requests 20000] [--seed 1] [--connections 32]
//   NSL=PATH       the program; build/release/nsl when not given
// The same seed and number of connections make the same requests, but for names and cursors that earlier answers gave.
import { parseArgs } from 'node:util';

import { family, family_memory, memory_of } from '../../bench/lib/processes.mjs';
import { Service } from '../../bench/lib/service.mjs';
import { Connection } from './connection.mjs';
import { fault_of } from './findings.mjs';
import { Random } from './random.mjs';
import { next_request, operations_of } from './requests.mjs';

const { values } = parseArgs({
  options: { requests: { type: 'string', default: '20000' }, seed: { type: 'string', default: '1' }, connections: { type: 'string', default: '32' } },
});
const [requests, seed, connections] = [values.requests, values.seed, values.connections].map(Number);
const answer_ms = 120_000; // a machine may be slow; the longest wait that is asked for is a second
const broken_ms = 300; // for an answer to what may not be a whole request
const known_max = 400; // names and cursors from answers that are used again
const shown_max = 20;
const shown_text_max = 1_500;
// How much memory may grow in the second half, when caches are full: a leak of a hundred bytes a request is seen in a million.
const growth_max = (32 << 20) + requests * 16;
const workers_max = 128 << 20; // more of them are started when they are busy

const service = await Service.start({
  NSL_AUTH__FAILURES_PER_MINUTE: '0',
  NSL_AUTH__REQUESTS_PER_SECOND: '0',
  NSL_HTTP__DRAIN_TIMEOUT_MS: '2s',
});
const known = [];
const statuses = new Map();
const findings = new Map();
let sent = 0;
let unanswered = 0;
const memory = []; // after each tenth; null where it cannot be read
const of_gateway = []; // of that, without the workers

const operations = operations_of(await service.request('GET', '/openapi.json'));
const patterns = operations.map((one) => ({ one, pattern: new RegExp('^' + one.path.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+') + '$') }));

function is_text(path) {
  try {
    return !decodeURIComponent(path).includes('\0');
  } catch {
    return false; // no UTF-8 comes out of it
  }
}

/** What a request came to, which a mutation may have changed. */
function operation_of(bytes) {
  const [, method, path] = /^(\w+) +(?:http:\/\/x)?([^ ?]+)/.exec(bytes.toString('latin1', 0, bytes.indexOf('\n'))) ?? [];
  if (path === undefined || !is_text(path)) return undefined;
  const there = patterns.filter(({ one, pattern }) => pattern.test(path) && (one.method === method || (method === 'HEAD' && one.method === 'GET')));
  return (there.find(({ one }) => one.path === path) ?? there[0])?.one;
}

function found(what, request, answer) {
  const status = answer?.status ?? 'nothing';
  const label = `${request.operation.id} → ${status}: ${what}`;
  const finding = findings.get(label) ?? { times: 0, request: request.bytes.toString('latin1', 0, 100_000).replaceAll(service.token, 'TOKEN'), answer: answer?.body };
  ++finding.times;
  findings.set(label, finding);
}

/** Names, ids and cursors, to ask for again. */
function remember(random, answer) {
  if (answer.status >= 300 || !/json/.test(answer.headers['content-type'] ?? '') || answer.body.length > 20_000) return;
  for (const [, text] of answer.body.matchAll(/"(?:id|name|next_cursor|version|hash|revision)":"?([^",}]{1,200})/g)) {
    if (known.length < known_max) known.push(text);
    else known[random.below(known_max)] = text;
  }
}

function look_at_memory() {
  memory.push(family_memory(service.pid));
  of_gateway.push(memory_of(service.pid));
}

async function one_connection(number) {
  const random = new Random(seed, number);
  const connection = new Connection(service.url);
  while (sent < requests) {
    ++sent;
    const request = next_request(random, operations, known, service.token);
    const answer = await connection.ask(request.bytes, request.method, request.last ? broken_ms : answer_ms);
    if (request.last) connection.close();
    if (answer === undefined) {
      ++unanswered;
      if (!request.last) found('it was not answered', request, answer);
      if (!family(service.pid).length) return;
      continue;
    }
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
    answer.bodiless = request.method === 'HEAD';
    const fault = fault_of(answer, operation_of(request.bytes));
    if (fault) found(fault, request, answer);
    remember(random, answer);
    if (sent >= ((memory.length + 1) * requests) / 10) look_at_memory();
  }
  connection.close();
}

const begin = performance.now();
await Promise.all(Array.from({ length: connections }, (_, number) => one_connection(number)));
const seconds = (performance.now() - begin) / 1000;

if (family(service.pid).length === 0) findings.set('the service ended', { times: 1, answer: service.process.output.slice(-2_000) });
else if (!(await fetch(service.url + '/livez').catch(() => ({ ok: false }))).ok) findings.set('it does not say any more that it lives', { times: 1 });
look_at_memory();
for (const [sizes, more] of [[of_gateway, 0], [memory, workers_max]]) {
  if (sizes.at(-1) - sizes[4] > growth_max + more) findings.set(`memory grew from ${sizes[4] >> 20} to ${sizes.at(-1) >> 20} MiB`, { times: 1 });
}
const errors = service.process.output.split('\n').filter((line) => line.includes('"level":"error"'));
if (errors.length) findings.set('the log has errors', { times: errors.length, answer: errors[0] });
await service.stop();

const by_status = [...statuses].sort(([a], [b]) => a - b).map(([status, times]) => `${status}: ${times}`);
console.log(`${sent} requests in ${seconds.toFixed(1)} s, seed ${seed}; ${by_status.join(', ')}; ${unanswered} broken ones without an answer`);
const in_mib = (sizes) => sizes.map((bytes) => (bytes / 2 ** 20).toFixed(0)).join(' ');
if (memory[0] !== null) console.log(`MiB after each tenth: ${in_mib(memory)}; of the gateway: ${in_mib(of_gateway)}`);
for (const [label, { times, request, answer }] of [...findings].slice(0, shown_max)) {
  console.log(`\n${times} × ${label}${request ? '\n  sent: ' + JSON.stringify(request).slice(0, shown_text_max) : ''}${answer ? '\n  got:  ' + answer.slice(0, shown_text_max) : ''}`);
}
if (findings.size) {
  console.error(`${findings.size} kinds of findings`);
  process.exitCode = 1;
}
