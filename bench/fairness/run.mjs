// Does one owner's flood slow another owner down? Two owners share a service; the first sends as much as 64 connections can
// carry while the second asks for one thing at a time. What the second waits beside the flood, against what it waits alone.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { load } from '../lib/load.mjs';
import { Results, median, round, table, warn_when_busy } from '../lib/results.mjs';
import { Service, nsl } from '../lib/service.mjs';

const seconds = Number(process.env.BENCH_SECONDS ?? 3);
const rounds = Number(process.env.BENCH_ROUNDS ?? 3);
const flooders = 64;
// Some microseconds, and some milliseconds of computing.
const handlers = {
  small: 'export default ({ x }) => ({ n: 2 * x });',
  computing: 'export default ({ x }) => { let s = x; for (let i = 0; i < 200000; ++i) s = (s * 31 + i) % 1000003; return s; };',
};

/** A token of another owner: made, given a member, and signed in to as a user would. */
function second_owner(service) {
  const passphrase = join(service.folder, 'bench-passphrase');
  writeFileSync(passphrase, 'of-a-benchmark', { mode: 0o600 });
  const env = { ...process.env, HOME: service.folder, NSL_URL: service.url, NSL_TOKEN: service.token };
  const run = (args, more = {}) => execFileSync(nsl, args, { env: { ...env, ...more }, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const wallet = JSON.parse(run(['wallet', 'create', 'second', '--passphrase-file', passphrase, '--output', 'json']));
  run(['owner', 'create', 'second']);
  run(['owner', 'add-member', `neo:${wallet.address}`, '--role', 'owner', '--owner', 'second']);
  run(['login', '--url', service.url, '--account', 'second', '--passphrase-file', passphrase], { NSL_URL: '', NSL_TOKEN: '' });
  return JSON.parse(readFileSync(join(service.folder, '.config/nsl/profile.json'), 'utf8')).token;
}

async function deploy(service, token, name, code) {
  const reply = await fetch(`${service.url}/v1/functions/${name}`, {
    method: 'PUT',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ code }),
  });
  if (!reply.ok) throw new Error(`deploy: ${reply.status} ${await reply.text()}`);
}

warn_when_busy();
const results = new Results('fairness');
const rows = [];
const service = await Service.start();
try {
  const token = second_owner(service);
  const ask = (as, name, connections, time) =>
    load({ url: service.invoke_url(name), headers: { ...service.headers, Authorization: `Bearer ${as}` }, body: { x: 21 }, connections, seconds: time });
  for (const [name, code] of Object.entries(handlers)) {
    for (const owner of [service.token, token]) await deploy(service, owner, name, code);
  }
  for (const flood of Object.keys(handlers)) {
    for (const name of Object.keys(handlers)) {
      const waited = { alone: [], beside: [] };
      for (let round = 0; round < rounds; ++round) {
        waited.alone.push(await ask(token, name, 1, seconds));
        const flooding = ask(service.token, flood, flooders, seconds + 2);
        await new Promise((resolve) => setTimeout(resolve, 500));
        waited.beside.push(await ask(token, name, 1, seconds));
        await flooding;
      }
      const of = (kind, figure) => median(waited[kind].map((one) => one[figure])) / 1e3;
      for (const figure of ['p50_us', 'p99_us']) {
        const [alone, beside] = [of('alone', figure), of('beside', figure)];
        const label = figure.slice(0, 3);
        rows.push([`${name} beside a flood of ${flood}, ${label}`, `${round(alone)} ms`, `${round(beside)} ms`, `${round(beside / alone)}×`]);
        results.add(`${name} beside a flood of ${flood}, ${label}`, beside, 'ms', { name: 'alone', value: alone });
      }
    }
  }
} finally {
  await service.stop();
}
table([`one request at a time beside ${flooders} connections`, 'alone', 'beside', ''], rows);
results.write();
