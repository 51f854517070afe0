// What the manners of the API cost: knowing the caller, long listings, connections that do nothing, clients that are slow
// on purpose.
//   node bench/api/run.mjs          lists of up to 100,000 items; FULL=1: a million
import assert from 'node:assert/strict';
import net from 'node:net';

import { load, load_and_cpu } from '../lib/load.mjs';
import { memory_of } from '../lib/processes.mjs';
import { Results, median, short, warn_when_busy } from '../lib/results.mjs';
import { Service } from '../lib/service.mjs';
import { listings } from './listings.mjs';

const seconds = Number(process.env.BENCH_SECONDS ?? 3);
const rounds = Number(process.env.BENCH_ROUNDS ?? 3);
const counts = process.env.FULL ? [10, 1_000, 100_000, 1_000_000] : [10, 1_000, 100_000];
const idle = 5_000;
const slow = 2_000;

const results = new Results('api');
const sum = (parts) => Object.values(parts).reduce((all, one) => all + one, 0);

// The same small answer without a caller and with one whose token is looked up and whose rate is counted.
async function caller(service) {
  const measured = { open: [], known: [] };
  for (let round = 0; round < rounds; ++round) {
    for (const [kind, path] of [['open', '/livez'], ['known', '/v1/whoami']]) {
      const figures = await load_and_cpu(service.pid, {
        url: service.url + path, headers: service.headers, connections: 16, seconds,
      });
      assert.equal(figures.bad_status + figures.broken, 0);
      measured[kind].push(sum(figures.cpu_us));
    }
  }
  const [open, known] = [median(measured.open), median(measured.known)];
  console.log(`CPU a request: ${open.toFixed(2)} µs open, ${known.toFixed(2)} µs with token, limit and its answer`);
  results.add('CPU a request with token and limit (GET /v1/whoami)', known, 'µs', { name: 'an open one (GET /livez)', value: open });
}

// Opens so many connections, says `text` on each and waits until `answered`.
async function connections(service, count, text, answered) {
  const { hostname, port } = new URL(service.url);
  const sockets = [];
  for (let i = 0; i < count; ++i) {
    sockets.push(await new Promise((resolve, reject) => {
      const socket = net.connect(Number(port), hostname);
      socket.once('error', reject);
      socket.once(answered, () => resolve(socket.on('error', () => {})));
      socket.write(text);
    }));
  }
  return sockets;
}

async function idle_connections(service) {
  const before = memory_of(service.pid);
  const sockets = await connections(service, idle, 'GET /livez HTTP/1.1\r\nHost: x\r\n\r\n', 'data');
  const mib = (memory_of(service.pid) - before) / 2 ** 20;
  for (const socket of sockets) socket.destroy();
  console.log(`${idle} idle connections: ${mib.toFixed(1)} MiB`);
  results.add(`memory of ${idle} idle connections`, mib, 'MiB');
}

async function slow_clients(service) {
  const ask = () => load({ url: service.invoke_url('many'), headers: service.headers, body: null, connections: 16, seconds });
  await ask(); // and what came before has passed
  const alone = await ask();
  const sockets = await connections(service, slow, 'GET /livez HTTP/1.1\r\nX-Slow: ', 'connect');
  const drip = setInterval(() => sockets.forEach((socket) => socket.write('a')), 500);
  const beside = await ask();
  clearInterval(drip);
  for (const socket of sockets) socket.destroy();
  assert.equal(beside.bad_status + beside.broken, 0);
  console.log(`p99 of others: ${alone.p99_us} µs alone, ${beside.p99_us} µs beside ${slow} slow clients`);
  results.add(`p99 of an invocation beside ${slow} slow clients`, beside.p99_us, 'µs', { name: 'alone', value: alone.p99_us });
}

console.log(`api: lists of up to ${short(counts.at(-1))}, ${idle} idle and ${slow} slow connections`);
warn_when_busy();
const settings = {
  NSL_HTTP__CONNECTIONS_MAX: '10000',
  NSL_AUTH__REQUESTS_PER_SECOND: '1000000', // counted, and never reached
};
await listings(counts, settings, results);
const service = await Service.start(settings);
try {
  await caller(service);
  await service.deploy('many', 'export default () => null;');
  await idle_connections(service);
  await slow_clients(service);
  results.write();
} finally {
  await service.stop();
}
