// The compute mix inside nsl, and the same file in other engines.
//   node bench/compute/run.mjs        QJS=path of a native QuickJS-NG to compare with (default: qjs of the PATH, if any)
//
// Time stands still inside a function, so its cost is the CPU time in the record of the execution. node is measured
// twice: as it is, with its compilers to machine code, and as an interpreter (--jitless), which is what nsl has.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { Results, median, table, warn_when_busy } from '../lib/results.mjs';
import { Service } from '../lib/service.mjs';
import { names } from './cases.js';

const rounds = 5;
const here = (name) => fileURLToPath(new URL(name, import.meta.url));

async function measure_nsl() {
  const service = await Service.start();
  try {
    await service.deploy('compute', readFileSync(here('cases.js'), 'utf8'), { cpu_us: 20_000_000, memory_bytes: 256 * 2 ** 20 });
    const measured = {};
    for (const name of names) {
      const executions = [];
      for (let i = 0; i < rounds; ++i) executions.push(await service.invoke('compute', { name }));
      for (const one of executions) assert.equal(one.status, 'succeeded', JSON.stringify(one.error));
      measured[name] = { us: median(executions.map((one) => one.usage.cpu_us)), result: executions[0].output };
    }
    return measured;
  } finally {
    await service.stop();
  }
}

function measure_with(program, ...args) {
  try {
    return JSON.parse(execFileSync(program, [...args, here('inside.mjs')], { encoding: 'utf8', timeout: 300_000, stdio: ['ignore', 'pipe', 'pipe'] }));
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}

console.log(`compute: CPU time of a case in ms, median of ${rounds}; ratio: nsl / other`);
warn_when_busy();
const nsl = await measure_nsl();
const others = [
  ['QuickJS-NG native', measure_with(process.env.QJS ?? 'qjs', '-m')],
  [`node ${process.versions.node} --jitless`, measure_with(process.execPath, '--jitless')],
  [`node ${process.versions.node}`, measure_with(process.execPath)],
].filter(([, measured]) => measured);
if (others.length === 2) console.log('note: no native QuickJS-NG here (QJS=path of qjs)');

const results = new Results('compute');
const ratios = new Map(others.map(([name]) => [name, []]));
const rows = names.map((name) => {
  const row = [name, (nsl[name].us / 1000).toFixed(1)];
  results.add(`nsl ${name}`, nsl[name].us / 1000, 'ms');
  for (const [other, measured] of others) {
    assert.equal(measured[name].result, nsl[name].result, `${other} computes something else for ${name}`);
    const ratio = nsl[name].us / measured[name].us;
    ratios.get(other).push(ratio);
    row.push((measured[name].us / 1000).toFixed(1), `${ratio.toFixed(2)}×`);
    results.add(`nsl ${name}`, nsl[name].us / 1000, 'ms', { name: other, value: measured[name].us / 1000 });
  }
  return row;
});
const mean = (values) => Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
rows.push(['geometric mean', '', ...others.flatMap(([name]) => ['', `${mean(ratios.get(name)).toFixed(2)}×`])]);
for (const [name] of others) results.add('nsl, geometric mean of the cases', mean(ratios.get(name)), 'ratio', { name, value: 1 });
table(['', 'nsl', ...others.flatMap(([name]) => [name, ''])], rows);
results.write();
