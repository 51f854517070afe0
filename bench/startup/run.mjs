// How long it takes until nsl answers, and how long a small change takes to build.
//   node bench/startup/run.mjs        BENCH_BUILD=0 leaves the build out
import { execFileSync } from 'node:child_process';
import { utimesSync } from 'node:fs';
import { join } from 'node:path';

import { Results, median, root, warn_when_busy } from '../lib/results.mjs';
import { Service } from '../lib/service.mjs';

const starts = 7;
const touched = 'src/api/handlers/invoke.cpp';

// From starting the process to the first answered request for /readyz. The profile is written when nsl is ready.
async function start_ms() {
  const begin = performance.now();
  const service = await Service.start();
  const { status } = await fetch(`${service.url}/readyz`);
  const ms = performance.now() - begin;
  await service.stop();
  if (status !== 200) throw new Error(`/readyz answered ${status}`);
  return ms;
}

function build_ms() {
  const now = new Date();
  utimesSync(join(root, touched), now, now);
  const begin = performance.now();
  execFileSync(join(root, 'scripts/build'), ['release', 'program'], { stdio: 'inherit' });
  return performance.now() - begin;
}

const results = new Results('startup');
warn_when_busy();
const times = [];
for (let i = 0; i < starts; ++i) times.push(await start_ms());
console.log(`startup: nsl dev is ready after ${median(times).toFixed(0)} ms (median of ${starts}, an empty data folder)`);
results.add('nsl dev, from start to ready', median(times), 'ms');

if (process.env.BENCH_BUILD !== '0' && !process.env.CI) {
  const ms = build_ms();
  console.log(`build: ${(ms / 1000).toFixed(1)} s after touching ${touched}`);
  results.add(`make build after touching ${touched}`, ms / 1000, 's');
}
results.write();
