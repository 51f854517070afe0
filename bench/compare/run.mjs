// nsl, workerd and deno with the same handler over HTTP, measured in turns on this machine.
//   node bench/compare/run.mjs        BENCH_SECONDS=3 a turn, BENCH_ROUNDS=3 turns of each system and load
//
// The systems run side by side and idle while another one has its turn: rounds alternate, so that what else happens on
// the machine hits all of them. Figures are medians of the rounds. workerd and deno run the bare handler; nsl also
// checks a token, keeps limits, gives every request a pristine VM and writes a record of it to its database.
import assert from 'node:assert/strict';

import { load_and_cpu } from '../lib/load.mjs';
import { family_memory } from '../lib/processes.mjs';
import { Results, median, round, short, table, warn_when_busy } from '../lib/results.mjs';
import { starters } from './systems.mjs';

const seconds = Number(process.env.BENCH_SECONDS ?? 3);
const rounds = Number(process.env.BENCH_ROUNDS ?? 3);
const loads = [1, 16, 64];
const input = { name: 'neo', x: 21 };
const output = { hello: 'neo', n: 42 };

const systems = [];
const samples = []; // {system, connections, ...figures of one turn}

async function check(system) {
  const reply = await fetch(system.url, { method: 'POST', headers: system.headers, body: JSON.stringify(input) });
  const text = await reply.text();
  assert.equal(reply.status, 200, `${system.name} answered ${reply.status}: ${text}`);
  assert.deepEqual(system.output(JSON.parse(text)), output, system.name);
}

async function turn(system, connections, duration) {
  const figures = await load_and_cpu(system.pid, { ...system, body: input, connections, seconds: duration });
  assert.equal(figures.bad_status, 0, `${system.name} refused ${figures.bad_status} of ${figures.requests} requests`);
  // A connection that breaks now and then is a figure to show; none of the systems shall win by failing.
  assert.ok(figures.broken <= figures.requests / 100, `${system.name} broke ${figures.broken} connections`);
  return { ...figures, rate: (figures.requests * 1e6) / figures.duration_us };
}

async function measure() {
  for (const system of systems) system.memory_idle = family_memory(system.pid);
  for (const system of systems) await turn(system, 16, Math.min(seconds, 2)); // warm: compilers, caches, pages
  for (const connections of loads) {
    for (let i = 0; i < rounds; ++i) {
      const order = systems.map((_, at) => systems[(at + i) % systems.length]);
      for (const system of order) samples.push({ system, connections, ...(await turn(system, connections, seconds)) });
    }
  }
  for (const system of systems) await check(system);
  for (const system of systems) system.memory_loaded = family_memory(system.pid);
}

const middle = (system, connections, figure) =>
  median(samples.filter((one) => one.system === system && one.connections === connections).map(figure));

const figures = [
  ['requests/s', (one) => one.rate, '1/s'],
  ['p50', (one) => one.p50_us, 'µs'],
  ['p99', (one) => one.p99_us, 'µs'],
];

function report() {
  const results = new Results('compare');
  const [nsl, ...others] = systems;
  const add = (what, value, unit) => {
    results.add(`${nsl.name} ${what}`, value(nsl), unit);
    for (const other of others) {
      results.add(`${other.name} ${what}`, value(other), unit);
      results.add(`nsl ${what}`, value(nsl), unit, { name: other.name, value: value(other) });
    }
  };
  for (const connections of loads) {
    for (const [what, figure, unit] of figures) {
      add(`${what}, ${connections} connections`, (system) => middle(system, connections, figure), unit);
    }
    for (const part of ['user', 'system', 'children_user', 'children_system']) {
      results.add(`nsl CPU ${part} a request, ${connections} connections`, middle(nsl, connections, (one) => one.cpu_us[part]), 'µs');
    }
  }
  if (systems.every((system) => system.memory_idle)) {
    add('memory idle (Pss)', (system) => system.memory_idle / 2 ** 20, 'MiB');
    add('memory after load (Pss)', (system) => system.memory_loaded / 2 ** 20, 'MiB');
  }
  print();
  results.write();
}

function print() {
  const [nsl] = systems;
  const mib = (bytes) => (bytes ? (bytes / 2 ** 20).toFixed(0) : '-');
  for (const connections of loads) {
    console.log(`\n${connections} connection${connections === 1 ? '' : 's'}`);
    table(
      ['', 'requests/s', 'nsl is', 'p50 µs', 'p99 µs', 'CPU µs/request', 'broken'],
      systems.map((system) => {
        const rate = middle(system, connections, figures[0][1]);
        const cpu = middle(system, connections, (one) => Object.values(one.cpu_us).reduce((sum, us) => sum + us, 0));
        const broken = samples.filter((one) => one.system === system && one.connections === connections).reduce((sum, one) => sum + one.broken, 0);
        const ratio = system === nsl ? '' : `${round(middle(nsl, connections, figures[0][1]) / rate).toFixed(2)}×`;
        return [system.name, short(rate), ratio, ...figures.slice(1).map((f) => short(middle(system, connections, f[1]))), cpu.toFixed(1), broken];
      }),
    );
    const part = (name) => middle(nsl, connections, (one) => one.cpu_us[name]).toFixed(1);
    console.log(`nsl: gateway ${part('user')} user + ${part('system')} kernel, workers ${part('children_user')} + ${part('children_system')} µs a request`);
  }
  console.log('\nmemory, all processes (Pss, MiB)');
  table(['', 'idle', 'after load'], systems.map((system) => [system.name, mib(system.memory_idle), mib(system.memory_loaded)]));
}

try {
  for (const start of starters) systems.push(await start());
  for (const system of systems) await check(system);
  console.log(`compare: ${systems.map((system) => `${system.name} ${system.version}`).join(', ')}; ${rounds} rounds of ${seconds} s`);
  warn_when_busy();
  await measure();
  report();
} finally {
  for (const system of systems) await system.stop();
}
