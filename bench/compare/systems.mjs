// The systems that are compared. Each start() gives {name, version, pid, url, headers, output, stop}: where to POST the
// input, and how to find the handler's output in a reply.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { start, stop, temporary_folder, until } from '../lib/processes.mjs';
import { Service, nsl } from '../lib/service.mjs';

const folder = fileURLToPath(new URL('.', import.meta.url));
const binaries = {
  workerd: join(folder, 'node_modules/@cloudflare/workerd-linux-64/bin/workerd'),
  deno: join(folder, 'node_modules/@deno/linux-x64-glibc/deno'),
};
const json = { 'Content-Type': 'application/json' };
const version = (program, ...args) => /[\d.-]*\d/.exec(execFileSync(program, args, { encoding: 'utf8' }))[0];

// As it is used: authentication, limits, a pristine VM and a record in the database for every request.
async function start_nsl() {
  const service = await Service.start();
  service.run('function', 'deploy', join(folder, 'handler.js'), '--name', 'hello');
  return {
    name: 'nsl',
    version: version(nsl, 'version'),
    pid: service.pid,
    url: service.invoke_url('hello'),
    headers: service.headers,
    output: (reply) => reply.output,
    stop: () => service.stop(),
  };
}

async function start_workerd() {
  // Descriptor 3 tells the port.
  const child = start(binaries.workerd, ['serve', '--control-fd=3', '--socket-addr=http=127.0.0.1:0', 'workerd.capnp'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const port = await until(() => /"port":(\d+)/.exec(child.output)?.[1], 'workerd', { child });
  return {
    name: 'workerd',
    version: version(binaries.workerd, '--version'),
    pid: child.pid,
    url: `http://127.0.0.1:${port}/`,
    headers: json,
    output: (reply) => reply,
    stop: () => stop(child),
  };
}

async function start_deno() {
  const child = start(binaries.deno, ['serve', '--no-config', '--no-lock', '--cached-only', '--host=127.0.0.1', '--port=0', 'fetch.js'], {
    cwd: folder,
    env: { ...process.env, DENO_DIR: temporary_folder(), DENO_NO_UPDATE_CHECK: '1', NO_COLOR: '1' },
  });
  const port = await until(() => /127\.0\.0\.1:(\d+)/.exec(child.output)?.[1], 'deno', { child });
  return {
    name: 'deno',
    version: version(binaries.deno, '--version'),
    pid: child.pid,
    url: `http://127.0.0.1:${port}/`,
    headers: json,
    output: (reply) => reply,
    stop: () => stop(child),
  };
}

export const starters = [start_nsl, start_workerd, start_deno];
