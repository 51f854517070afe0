// Measures the cases inside an engine that has a clock: node, node --jitless, qjs. Prints {name: {us, result}} as JSON.
import run, { names } from './cases.js';

const rounds = 5;

// CPU time where the engine tells it (all threads: compiling and collecting are work too), else time.
function now_us() {
  if (!globalThis.process?.cpuUsage) return performance.now() * 1000;
  const { user, system } = process.cpuUsage();
  return user + system;
}

const measured = {};
for (const name of names) {
  const times = [];
  let result;
  for (let i = 0; i < rounds; ++i) {
    const begin = now_us();
    result = run({ name });
    times.push(now_us() - begin);
  }
  times.sort((a, b) => a - b);
  measured[name] = { us: times[rounds >> 1], result };
}
console.log(JSON.stringify(measured));
