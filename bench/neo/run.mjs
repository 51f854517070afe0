// Transactions of Neo a second and core: ours against OpenSSL's bare signing (the limit) and neon-js; and reads of the
// chain that are kept already. All in CPU time.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { temporary_folder } from '../lib/processes.mjs';
import { Results, root, short, table, warn_when_busy } from '../lib/results.mjs';

const programs = new Map(readFileSync(join(root, 'build/release/bench/programs'), 'utf8').trim().split('\n').map((line) => line.split(' ')));
const folder = temporary_folder();

/** Items a second of CPU time, by the name of the benchmark. */
function rates(name) {
  const file = join(folder, `${name}.json`);
  execFileSync(programs.get(name), [`--benchmark_out=${file}`, '--benchmark_out_format=json', '--benchmark_min_time=1'], { stdio: ['ignore', 'ignore', 'inherit'], timeout: 300_000 });
  return new Map(JSON.parse(readFileSync(file, 'utf8')).benchmarks.map((one) => [one.name, 1e9 / one.cpu_time]));
}

warn_when_busy();
const signing = rates('signing_bench');
const ours = signing.get('SignAndSerialiseTransaction');
const openssl = rates('p256_bench').get('OpenSslAlone');
const neon = Number(execFileSync('node', [join(root, 'bench/neo/neon.cjs')], { encoding: 'utf8', timeout: 300_000 }));
const reads = rates('block_cache_bench').get('CachedRead');
const outbox = rates('tracker_bench');

table(['', 'per second', 'ours against it'], [
  ['nsl: build, sign, serialise a transfer', short(ours), ''],
  ['OpenSSL: the signature alone', short(openssl), `${(ours / openssl).toFixed(2)}×`],
  ['neon-js: build, sign, serialise a transfer', short(neon), `${(ours / neon).toFixed(1)}×`],
  ['nsl: decode and check a transaction', short(signing.get('DecodeTransaction')), ''],
  ['nsl: read what is kept for this block', short(reads), ''],
  ['nsl: looks of the outbox with 10,000 under way', short(outbox.get('look_without_news/10000')), ''],
  ['nsl: blocks that end 500 of 10,000 under way', short(outbox.get('read_a_block_of_500/10000')), ''],
]);
new Results('neo')
  .add('transactions signed', ours, '1/s', { name: 'neon-js', value: neon })
  .add('transactions signed', ours, '1/s', { name: 'OpenSSL, signature alone', value: openssl })
  .add('transactions decoded', signing.get('DecodeTransaction'), '1/s')
  .add('kept reads', reads, '1/s')
  .add('looks of the outbox', outbox.get('look_without_news/10000'), '1/s')
  .add('blocks read by the outbox', outbox.get('read_a_block_of_500/10000'), '1/s')
  .write();
