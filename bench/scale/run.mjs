// Many functions in one service: what each costs in memory, and whether the others get slower.
//   node bench/scale/run.mjs          2,000 functions; FULL=1: 10,000
//
// At each count: memory of gateway and workers, latency and CPU time of one function that is in use, and the latency of
// functions that nobody has called since they were deployed.
import assert from 'node:assert/strict';

import { load_and_cpu } from '../lib/load.mjs';
import { family, memory_of } from '../lib/processes.mjs';
import { Results, median, short, table, warn_when_busy } from '../lib/results.mjs';
import { Service } from '../lib/service.mjs';

const most = process.env.FULL ? 10_000 : 2_000;
const counts = [10, 100, 1_000, most];
const seconds = Number(process.env.BENCH_SECONDS ?? 3);
const rested_samples = 40;
const deploys_at_once = 8;

const name_of = (number) => `f-${number}`;
// About the size of a small real one, and no two alike.
const code_of = (number) => `
  const rates = { standard: ${1 + (number % 9)}, express: ${2 + (number % 7)} };
  function fee({ amount, kind = 'standard' }) {
    const rate = rates[kind];
    if (rate === undefined) throw new Error('unknown kind ' + kind);
    return Math.round(amount * rate) / 100;
  }
  export default async function (input) {
    return { function: ${number}, fee: fee(input), total: input.amount + fee(input) };
  }
`;
const input = { amount: 250, kind: 'standard' };

async function deploy(service, from, to) {
  let next = from;
  const one_after_the_other = async () => {
    while (next < to) {
      const number = next++;
      await service.deploy(name_of(number), code_of(number));
    }
  };
  await Promise.all(Array.from({ length: deploys_at_once }, one_after_the_other));
}

function memory(service) {
  const sum = { gateway: 0, workers: 0 };
  for (const { pid } of family(service.pid)) sum[pid === service.pid ? 'gateway' : 'workers'] += memory_of(pid) ?? NaN;
  return sum;
}

async function timed(service, number) {
  const begin = performance.now();
  const { status, output } = await service.invoke(name_of(number), input);
  const us = (performance.now() - begin) * 1000;
  assert.equal(status, 'succeeded');
  assert.equal(output.function, number);
  return us;
}

// The same client one after the other, so that the difference is the service's.
async function rested(service, count) {
  const others = [];
  const warm = [];
  for (let i = 0; i < rested_samples; ++i) {
    const number = 1 + Math.floor((i * (count - 1)) / rested_samples);
    if (!called.has(number)) others.push(await timed(service, number));
    called.add(number);
    warm.push(await timed(service, 0));
  }
  return { rested_us: others.length ? median(others) : NaN, warm_us: median(warm) };
}
const called = new Set([0]);

async function measure(service, count) {
  const begin = performance.now();
  await deploy(service, deployed, count);
  const deploy_ms = (performance.now() - begin) / (count - deployed);
  deployed = count;
  const before = memory(service);
  const figures = await load_and_cpu(service.pid, {
    url: service.invoke_url(name_of(0)),
    headers: service.headers,
    body: input,
    connections: 1,
    seconds,
  });
  assert.equal(figures.bad_status + figures.broken, 0);
  const cpu_us = Object.values(figures.cpu_us).reduce((sum, us) => sum + us, 0);
  return { count, deploy_ms, ...before, p50_us: figures.p50_us, p99_us: figures.p99_us, cpu_us, ...(await rested(service, count)) };
}
let deployed = 0;

console.log(`scale: ${short(most)} functions${process.env.FULL ? '' : ' (FULL=1: 10k)'}`);
warn_when_busy();
const service = await Service.start();
try {
  await deploy(service, 0, 1);
  deployed = 1;
  for (let i = 0; i < 500; ++i) await timed(service, 0); // first pages and caches belong to nobody's count
  const rows = [];
  for (const count of counts) rows.push(await measure(service, count));
  report(rows);
} finally {
  await service.stop();
}

function report(rows) {
  const results = new Results('scale');
  const first = rows[0];
  const last = rows.at(-1);
  const each = (part) => (last[part] - first[part]) / 1024 / (last.count - first.count);
  table(
    ['functions', 'gateway MiB', 'workers MiB', 'deploy ms', 'warm p50 µs', 'warm p99 µs', 'CPU µs', 'rested µs', 'warm, same client µs'],
    rows.map((row) => [
      row.count,
      ...[row.gateway, row.workers].map((bytes) => (bytes / 2 ** 20).toFixed(1)),
      row.deploy_ms.toFixed(1),
      ...[row.p50_us, row.p99_us, row.cpu_us, row.rested_us, row.warm_us].map((us) => (us >= 0 ? us.toFixed(0) : '-')),
    ]),
  );
  console.log(`each function: ${each('gateway').toFixed(1)} KiB in the gateway, ${each('workers').toFixed(1)} KiB in the workers`);
  for (const part of ['gateway', 'workers']) results.add(`memory of a deployed function, ${part}`, each(part), 'KiB');
  for (const row of rows) {
    const against = (figure) => (row === first ? undefined : { name: `${first.count} functions`, value: first[figure] });
    results.add(`latency of a warm function (p50), ${row.count} functions`, row.p50_us, 'µs', against('p50_us'));
    results.add(`CPU a request of a warm function, ${row.count} functions`, row.cpu_us, 'µs', against('cpu_us'));
    results.add(`latency of a function not called before (median), ${row.count} functions`, row.rested_us, 'µs', { name: 'a warm one, same client', value: row.warm_us });
    results.add(`time of a deploy, ${deploys_at_once} at once, up to ${row.count} functions`, row.deploy_ms, 'ms');
  }
  results.write();
}
