// Load over HTTP with wrk (one thread): keep-alive connections, each sends its next request when it has the answer.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { family } from './processes.mjs';

const script = fileURLToPath(new URL('load.lua', import.meta.url));

/**
 * @returns {Promise<{requests, duration_us, p50_us, p99_us, max_us, bad_status, broken}>}
 * bad_status counts answers that are not 2xx or 3xx, broken the connections that failed and requests without an answer.
 */
export async function load({ url, headers = {}, body, connections, seconds }) {
  const fields = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
  const args = ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '5s', ...fields, '-s', script, url];
  const { stdout } = await promisify(execFile)('wrk', args, {
    env: { ...process.env, NSL_BENCH_BODY: JSON.stringify(body) },
    timeout: (seconds + 20) * 1000,
  });
  const line = /^RESULT (.*)$/m.exec(stdout);
  if (!line) throw new Error(`wrk gave no result:\n${stdout}`);
  return JSON.parse(line[1]);
}

/**
 * The same, with the CPU time that the server took: of the process itself and of its descendants (nsl's workers), in
 * microseconds a request. Other work on the machine hardly changes these, unlike the times.
 */
export async function load_and_cpu(pid, options) {
  const before = new Map(family(pid).map((one) => [one.pid, one]));
  const result = await load(options);
  const cpu = { user: 0, system: 0, children_user: 0, children_system: 0 };
  for (const one of family(pid)) {
    const earlier = before.get(one.pid) ?? { user_us: 0, system_us: 0 };
    const prefix = one.pid === pid ? '' : 'children_';
    cpu[`${prefix}user`] += (one.user_us - earlier.user_us) / result.requests;
    cpu[`${prefix}system`] += (one.system_us - earlier.system_us) / result.requests;
  }
  return { ...result, cpu_us: cpu };
}
