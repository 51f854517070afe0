// The micro-benchmarks that stand beside the code (*_bench.cpp, google-benchmark), one JSON file for each.
//   node bench/micro/run.mjs [NAME…]  only those whose name contains one of these
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { temporary_folder } from '../lib/processes.mjs';
import { Results, root, round, short, table, warn_when_busy } from '../lib/results.mjs';

const wanted = process.argv.slice(2);
// engine_bench has a run of its own (bench/engine).
const chosen = (name) => name !== 'engine_bench' && (wanted.length === 0 || wanted.some((part) => name.includes(part)));
// What google-benchmark says of every benchmark; any other number is a counter of the benchmark's own.
const standard = new Set(['family_index', 'per_family_instance_index', 'repetitions', 'repetition_index', 'threads', 'iterations', 'real_time', 'cpu_time', 'items_per_second', 'bytes_per_second']);

function run(program, folder) {
  const file = join(folder, 'out.json');
  execFileSync(program, [`--benchmark_out=${file}`, '--benchmark_out_format=json', '--benchmark_min_time=0.3'], { stdio: ['ignore', 'ignore', 'inherit'], timeout: 300_000 });
  return JSON.parse(readFileSync(file, 'utf8')).benchmarks;
}

function report(name, benchmarks) {
  const results = new Results(name);
  const rows = [];
  for (const one of benchmarks) {
    if (one.error_occurred) throw new Error(`${name}: ${one.name}: ${one.error_message}`);
    results.add(one.name, one.real_time, one.time_unit);
    results.add(`${one.name}, CPU of its thread`, one.cpu_time, one.time_unit);
    const counters = Object.entries(one).filter(([key, value]) => typeof value === 'number' && !standard.has(key));
    for (const [key, value] of counters) results.add(`${one.name}, ${key}`, value, '');
    const rate = one.items_per_second ? `${short(one.items_per_second)} items/s` : one.bytes_per_second ? `${short(one.bytes_per_second)} B/s` : '';
    rows.push([one.name, `${round(one.real_time)} ${one.time_unit}`, `${round(one.cpu_time)} ${one.time_unit}`, rate, counters.map(([key, value]) => `${key} ${round(value)}`).join(', ')]);
  }
  console.log(name);
  table(['', 'time', 'CPU', 'rate', 'counters'], rows);
  results.write();
}

const list = readFileSync(join(root, 'build/release/bench/programs'), 'utf8').trim().split('\n').map((line) => line.split(' '));
const folder = temporary_folder();
warn_when_busy();
for (const [name, program] of list) if (chosen(name)) report(name, run(program, folder));
