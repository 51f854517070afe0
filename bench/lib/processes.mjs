// Processes under measurement: start, stop, and what the kernel counts for a process and all its descendants.
// Only what was started here is ever stopped.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';

const ticks_per_second = 100; // of /proc, USER_HZ on every Linux
const stop_ms = 5_000;
const running = new Set();
const folders = new Set();

/** A folder that goes away with this program. */
export function temporary_folder() {
  const folder = mkdtempSync(join(os.tmpdir(), 'nsl-bench-'));
  folders.add(folder);
  return folder;
}

/** Starts a program in its own process group. Its output is kept, the last 64 KiB of it. */
export function start(program, args, options = {}) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true, ...options });
  child.output = '';
  for (const stream of [child.stdout, child.stderr, child.stdio[3]]) {
    stream?.on('data', (bytes) => (child.output = (child.output + bytes).slice(-65_536)));
  }
  child.ended = new Promise((resolve) => {
    child.once('exit', resolve);
    child.once('error', (error) => resolve((child.output += error.message)));
  });
  running.add(child);
  child.ended.then(() => running.delete(child));
  return child;
}

/** Waits until `probe` gives something, and gives that. */
export async function until(probe, what, { child, ms = 20_000 } = {}) {
  const end = performance.now() + ms;
  while (performance.now() < end) {
    const found = await probe();
    if (found) return found;
    if (child && !running.has(child)) throw new Error(`${what}: the program ended\n${child.output}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  throw new Error(`${what}: not within ${ms} ms\n${child?.output ?? ''}`);
}

export async function stop(child) {
  if (!running.has(child)) return;
  signal(child, 'SIGTERM');
  const timer = setTimeout(() => signal(child, 'SIGKILL'), stop_ms);
  await child.ended;
  clearTimeout(timer);
}

// The whole group, so that no child of the program is left behind.
function signal(child, name) {
  try {
    process.kill(-child.pid, name);
  } catch {
    // it has ended
  }
}

process.on('exit', () => {
  running.forEach((child) => signal(child, 'SIGKILL'));
  folders.forEach((folder) => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
});
for (const name of ['SIGINT', 'SIGTERM']) process.on(name, () => process.exit(130));

/** The process and its descendants, as {pid, name, user_us, system_us}. */
export function family(pid) {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).map(read_stat).filter(Boolean);
  const members = all.filter((one) => one.pid === pid);
  for (let i = 0; i < members.length; ++i) members.push(...all.filter((one) => one.parent === members[i].pid));
  return members;
}

function read_stat(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const us = (index) => (Number(fields[index]) * 1e6) / ticks_per_second;
    return { pid, parent: Number(fields[1]), name: text.slice(text.indexOf('(') + 1, text.lastIndexOf(')')), user_us: us(11), system_us: us(12) };
  } catch {
    return null; // it has just ended
  }
}

/**
 * Memory of a process in bytes: Pss, which counts a page shared by n processes as a nth. Reading it of a process that
 * is not dumpable, like nsl, takes root; without it this gives null.
 */
export function memory_of(pid) {
  try {
    return Number(/^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))[1]) * 1024;
  } catch {
    return null;
  }
}

/** Sum over the family of a process; null when one of them cannot be read. */
export function family_memory(pid) {
  const parts = family(pid).map((one) => memory_of(one.pid));
  return parts.includes(null) ? null : parts.reduce((sum, bytes) => sum + bytes, 0);
}
