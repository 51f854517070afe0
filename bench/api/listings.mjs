// Lists as they get longer: the first page, the last one, and one with a filter, over HTTP.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

import { temporary_folder } from '../lib/processes.mjs';
import { median, short, table } from '../lib/results.mjs';
import { Service } from '../lib/service.mjs';

const fill = fileURLToPath(new URL('fill.py', import.meta.url));
const asked = 50; // times, of which the median counts
const secrets_max = 20_000; // each is encrypted and recorded, so they are made over the API

const lists = {
  executions: { path: '/v1/functions/many/executions', filter: 'status=failed' },
  functions: { path: '/v1/functions' },
  'audit entries': { path: '/v1/audit', filter: 'action=secret.set' },
  secrets: { path: '/v1/secrets' },
};

async function timed(service, path) {
  const times = [];
  let page;
  for (let i = 0; i < asked; ++i) {
    const begin = performance.now();
    page = await service.request('GET', path);
    times.push((performance.now() - begin) * 1000);
  }
  return { us: median(times), page };
}

/** How many items there are, and the path of the last page of 50. */
async function walk(service, path) {
  let count = 0;
  let last = `${path}?limit=50`;
  for (let cursor = ''; cursor !== null;) {
    const page = await service.request('GET', `${path}?limit=200${cursor && '&cursor=' + cursor}`);
    count += page.data.length;
    if (page.next_cursor) last = `${path}?limit=50&cursor=${page.next_cursor}`;
    cursor = page.next_cursor ?? null;
  }
  return { count, last };
}

async function set_secrets(service, from, to) {
  const numbers = Array.from({ length: to - from }, (_, i) => from + i);
  const one = async () => {
    for (let n = numbers.pop(); n !== undefined; n = numbers.pop()) await service.request('PUT', `/v1/secrets/S${n}`, { value: `value ${n}` });
  };
  await Promise.all(Array.from({ length: 16 }, one));
}

async function measure(service, count, results, rows) {
  for (const [name, { path, filter }] of Object.entries(lists)) {
    if (name === 'secrets' && count > secrets_max) continue;
    const { count: there, last } = await walk(service, path);
    assert.ok(there >= count, `${there} ${name} instead of ${count}`);
    const first = await timed(service, `${path}?limit=50`);
    const end = await timed(service, last);
    const filtered = filter && (await timed(service, `${path}?limit=50&${filter}`));
    rows.push([name, short(there), first.us.toFixed(0), end.us.toFixed(0), filtered ? filtered.us.toFixed(0) : '']);
    for (const [what, { us }] of Object.entries({ 'first page': first, 'last page': end, ...(filtered && { [`page with ${filter}`]: filtered }) })) {
      results.add(`${what} of ${short(there)} ${name} (median)`, us, 'µs');
    }
  }
}

/** Lists of `counts` items each: the service is stopped, its database filled, and started again. */
export async function listings(counts, settings, results) {
  const folder = temporary_folder();
  const rows = [];
  const begin = () => Service.start({ ...settings, NSL_EXECUTIONS__RETENTION_COUNT: '100000000', NSL_VAULT__SECRETS_PER_OWNER: '1000000' }, folder);
  let service = await begin();
  try {
    await service.deploy('many', 'export default () => null;');
    await service.invoke('many', null);
    let secrets = 0;
    for (const count of counts) {
      await set_secrets(service, secrets, (secrets = Math.max(secrets, Math.min(count, secrets_max))));
      await service.stop();
      execFileSync('python3', [fill, join(folder, 'nsl.db'), ...['executions', 'functions', 'audit'].flatMap((name) => [`--${name}`, String(count)])]);
      service = await begin();
      await measure(service, count, results, rows);
    }
  } finally {
    await service.stop();
  }
  table(['list', 'items', 'first page µs', 'last page µs', 'filtered µs'], rows);
}
