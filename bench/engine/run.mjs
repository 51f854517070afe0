// The engine by itself: what an execution costs on the real image with the prelude in it, what making images costs, and
// whether thousands of functions slow each other down. Each figure stands beside what the project promises.
//   node bench/engine/run.mjs
//
// src/engine/engine_bench.cpp measures, in CPU time of the one thread, so that other work on the machine falsifies little;
// the middle one of several repetitions counts.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { temporary_folder } from '../lib/processes.mjs';
import { Results, median, root, round, table, warn_when_busy } from '../lib/results.mjs';

const repetitions = 9;
const [first, most] = [10, 10_000];

function measure() {
  const programs = readFileSync(join(root, 'build/release/bench/programs'), 'utf8').trim().split('\n').map((line) => line.split(' '));
  const [, program] = programs.find(([name]) => name === 'engine_bench');
  const file = join(temporary_folder(), 'out.json');
  const options = [`--benchmark_out=${file}`, '--benchmark_out_format=json', '--benchmark_min_time=0.05', `--benchmark_repetitions=${repetitions}`];
  execFileSync(program, options, { stdio: ['ignore', 'ignore', 'inherit'], timeout: 600_000 });
  const figures = new Map();
  // The spread of a counter that is zero is written as NaN, which is no JSON.
  for (const one of JSON.parse(readFileSync(file, 'utf8').replaceAll(': NaN', ': null')).benchmarks) {
    if (one.error_occurred) throw new Error(`${one.name}: ${one.error_message}`);
    if (one.run_type !== 'iteration') continue;
    const figure = figures.get(one.run_name) ?? { unit: one.time_unit, times: [], ...one };
    figure.times.push(one.cpu_time);
    figures.set(one.run_name, figure);
  }
  return figures;
}

console.log('engine');
warn_when_busy();
const figures = measure();
const time = (name) => median(figures.get(name).times);
const results = new Results('engine');
const rows = [];

/** @param {{name: string, value: number}=} other what it is compared with */
function report(what, value, unit, other) {
  results.add(what, value, unit, other);
  const beside = other ? [`${round(other.value)} ${unit}`, other.name, `${round(value / other.value)}`] : ['', '', ''];
  rows.push([what, `${round(value)} ${unit}`, ...beside]);
}
const promised = (value) => ({ name: 'promised at most', value });

const bare = time('call_alone');
report('a call of a small handler, not restored', bare, 'µs');
report('restore and call', time('restore_and_call'), 'µs', promised(10));
report('restore and call, against the bare call', time('restore_and_call'), 'µs', { name: 'the bare call', value: bare });
report('restore and call, bundle of 200 KB', time('restore_and_call_of_a_200_kb_bundle'), 'µs');
report('restore, another function, and call', time('change_image_and_call'), 'µs');
report('pages that a call writes', figures.get('restore_and_call').hot_pages, 'pages');
report('building the base image (once in a process)', time('build_base_image'), 'ms');
report('building the image of a small function', time('build/small_function'), 'ms', promised(5));
report('building the image of a bundle of 200 KB', time('build/bundle_of_200_kb'), 'ms', promised(30));
report('image of a small function, as it is kept', figures.get('build/small_function').image_bytes / 1024, 'KB');
report('image of a bundle of 200 KB, as it is kept', figures.get('build/bundle_of_200_kb').image_bytes / 1024, 'KB');
report('unfolding a small image', time('unfold_a_small_image'), 'µs');
const warm = { name: `${first} functions`, value: time(`invoke_a_function_in_use/${first}`) };
for (const count of [first, 100, 1_000, most]) {
  report(`a warm function among ${count}`, time(`invoke_a_function_in_use/${count}`), 'µs', count === first ? undefined : warm);
}
report(`a function not used for long, among ${most}`, time(`invoke_a_function_not_used_for_long/${most}`), 'µs', promised(1_000));
report(`memory of a small function, among ${most}`, figures.get(`invoke_a_function_not_used_for_long/${most}`).resident_bytes_each / 1024, 'KB', promised(32));
table(['', 'figure', 'beside', '', 'ratio'], rows);
results.write();
