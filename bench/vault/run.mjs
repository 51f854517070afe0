// The vault beside its limits, in one run: the AES-GCM operations that a read cannot do without, and a commit of one row on
// the disk. Then audited reads, inside the vault, through the API and by functions, and whether reading and setting stay flat
// from 100 secrets up.
//   FULL=1     up to a million secrets; filling the vault with them takes minutes
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { load } from '../lib/load.mjs';
import { temporary_folder } from '../lib/processes.mjs';
import { Results, root, round, short, table, warn_when_busy } from '../lib/results.mjs';
import { Service, nsl } from '../lib/service.mjs';

const programs = new Map(readFileSync(join(root, 'build/release/bench/programs'), 'utf8').trim().split('\n').map((line) => line.split(' ')));
const folder = temporary_folder();
const seconds = Number(process.env.BENCH_SECONDS ?? 3);
const microseconds = { ns: 1e-3, us: 1, ms: 1e3 };

/** Time of one item in µs (real and CPU), items a second, and counters, by the name of the benchmark. */
function measure(name, filter) {
  const file = join(folder, `${name}.json`);
  const options = [`--benchmark_out=${file}`, '--benchmark_out_format=json', '--benchmark_min_time=0.5', `--benchmark_filter=${filter}`];
  execFileSync(programs.get(name), options, { stdio: ['ignore', 'ignore', 'inherit'], timeout: 1_800_000 });
  const all = JSON.parse(readFileSync(file, 'utf8')).benchmarks;
  return new Map(all.map((one) => [one.name.replace('/real_time', ''), {
    real: one.real_time * microseconds[one.time_unit], cpu: one.cpu_time * microseconds[one.time_unit], rate: one.items_per_second, p50: one.p50_ms, p99: one.p99_ms,
  }]));
}

/** Every answer with a value is an audited read: by `reveal` over HTTP, and by a function beside one that reads nothing. */
async function through_the_service() {
  const service = await Service.start();
  try {
    execFileSync(nsl, ['secret', 'set', 'KEY'], { input: 'a-value-of-some-length', env: { ...process.env, NSL_URL: service.url, NSL_TOKEN: service.token } });
    await service.deploy('reads', `export default async (input, { secrets }) => (await secrets.get('KEY')).length;`);
    await service.deploy('idles', 'export default () => 22;');
    service.run('secret', 'grant', 'KEY', '--function', 'reads', '--exposure', 'value');
    const ways = [
      ['audited reads by the API', `${service.url}/v1/secrets/KEY/reveal`, { reason: 'benchmark' }],
      ['audited reads by a function', service.invoke_url('reads'), null],
      ['a function that reads nothing', service.invoke_url('idles'), null],
    ];
    for (const connections of [1, 16, 64]) {
      for (const [what, url, body] of ways) {
        const got = await load({ url, headers: service.headers, body, connections, seconds });
        if (got.bad_status + got.broken > 0) throw new Error(`${what}: ${got.bad_status + got.broken} of ${got.requests} failed`);
        const rate = (got.requests / got.duration_us) * 1e6;
        rows.push([`${what}, ${connections} at once`, `${short(rate)}/s, p50 ${round(got.p50_us / 1e3)} ms, p99 ${round(got.p99_us / 1e3)} ms`, `${round((rate * commit) / 1e6)} in the time of a commit`]);
        results.add(`${what}, ${connections} at once`, rate, '1/s', { name: 'SQLite commits of one row', value: 1e6 / commit });
        results.add(`${what}, ${connections} at once, p99`, got.p99_us / 1e3, 'ms');
      }
    }
  } finally {
    await service.stop();
  }
}

warn_when_busy();
const vault = measure('secrets_bench', 'ReadSecret/|SetSecret/|DecryptTwice|CommitOnDisk');
const reads = measure('audited_reads_bench', '.');
const results = new Results('vault');
const decryptions = vault.get('DecryptTwice').cpu;
const commit = vault.get('CommitOnDisk').real;
const rows = [];
for (const [name, one] of vault) {
  const [what, count] = name.split('/');
  if (what === 'ReadSecret') {
    rows.push([`read, one of ${short(Number(count))} secrets`, `${round(one.cpu)} µs CPU`, `${round(one.cpu / decryptions)}× two decryptions`]);
    results.add(`read, one of ${count} secrets, CPU`, one.cpu, 'µs', { name: 'two AES-GCM decryptions', value: decryptions });
  } else if (what === 'SetSecret') {
    rows.push([`set, one of ${short(Number(count))} secrets`, `${round(one.real)} µs`, `${round(one.real / commit)}× a commit`]);
    results.add(`set, one of ${count} secrets`, one.real, 'µs', { name: 'SQLite commit of one row, on the disk', value: commit });
  }
}
rows.push(['two AES-GCM decryptions', `${round(decryptions)} µs CPU`, ''], ['a commit of one row, on the disk', `${round(commit)} µs`, '']);
for (const [name, one] of reads) {
  const callers = name.split('/')[1];
  rows.push([`audited reads, ${callers} at once`, `${short(one.rate)}/s, p50 ${round(one.p50)} ms, p99 ${round(one.p99)} ms`, `${round(one.rate * commit / 1e6)} in the time of a commit`]);
  results.add(`audited reads, ${callers} at once`, one.rate, '1/s', { name: 'SQLite commits of one row', value: 1e6 / commit });
  results.add(`audited reads, ${callers} at once, p50`, one.p50, 'ms').add(`audited reads, ${callers} at once, p99`, one.p99, 'ms');
}
await through_the_service();
table(['', 'measured', 'beside its limit'], rows);
results.write();
