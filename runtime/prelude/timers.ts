// setTimeout and its kin. Timers run in the order of their time, then of their making. Those that are due run in the
// VM at once, when no promise job is left; for the others one host call "timer" waits for the earliest.
import { send } from './engine/host_call.ts';
import { report } from './engine/report.ts';
import { is_executing } from './engine/phase.ts';
import { native } from './host.ts';

interface Timer {
  id: number;
  due: number;                    // milliseconds, on the clock of native.now()
  every: number | undefined;      // of an interval
  callback: (...args: unknown[]) => unknown;
  args: unknown[];
}

/** The longest delay; later than any execution's end (as in browsers, a signed 32-bit number). */
const delay_max = 2 ** 31 - 1;
/**
 * Timers that may run while time stands still. A function that polls with setTimeout(f, 0) would otherwise never give
 * the gateway a chance to answer what it polls for. Then it waits `spin_pause_ms` (HTML's figure for nested timers).
 */
const spins_max = 1_000;
const spin_pause_ms = 4;

const queue: Timer[] = [];        // sorted by due, then id
let last_id = 0;
let spins = 0;
let spin_time = 0;                // the time that did not move during these spins
let asked: number[] = [];         // times for which a host call is under way
let floor = 0;                    // time that answered host calls have promised; guards against clocks that round
let loaded_at: number | undefined;  // set when timers were made while the module was loaded: they start with the execution

function now(): number {
  return Math.max(native.now(), floor);
}

function insert(timer: Timer): void {
  let at = queue.length;
  while (at > 0 && queue[at - 1]!.due > timer.due) --at;
  queue.splice(at, 0, timer);
}

function add(callback: unknown, delay: unknown, repeat: boolean, args: unknown[]): number {
  if (typeof callback !== 'function') throw new TypeError('The callback of a timer must be a function');
  const start = now();
  if (is_executing()) start_loaded_timers(start);
  else loaded_at = start;
  // An interval of 0 would never let time move.
  const wait = Math.min(Math.max(Math.trunc(Number(delay)) || 0, repeat ? 1 : 0), delay_max);
  insert({ id: ++last_id, due: start + wait, every: repeat ? wait : undefined, callback: callback as Timer['callback'], args });
  return last_id;
}

export function setTimeout(callback: unknown, delay?: unknown, ...args: unknown[]): number {
  return add(callback, delay, false, args);
}

export function setInterval(callback: unknown, delay?: unknown, ...args: unknown[]): number {
  return add(callback, delay, true, args);
}

export function setImmediate(callback: unknown, ...args: unknown[]): number {
  return add(callback, 0, false, args);
}

export function clearTimeout(id?: unknown): void {
  const at = queue.findIndex((timer) => timer.id === Number(id));
  if (at >= 0) queue.splice(at, 1);
}

/** Entry.run_timer: see native.d.ts. */
export function run_timer(): boolean {
  const first = queue[0];
  if (!first) return false;
  const time = now();
  start_loaded_timers(time);
  if (first.due > time) return wait_until(first.due, time);
  if (time > spin_time) {
    spin_time = time;
    spins = 0;
  }
  if (++spins > spins_max) return wait_until(time + spin_pause_ms, time);
  queue.shift();
  if (first.every !== undefined) insert({ ...first, due: time + first.every });
  try {
    first.callback.apply(globalThis, first.args);
  } catch (error) {
    report(error);
  }
  return true;
}

function start_loaded_timers(time: number): void {
  if (loaded_at === undefined) return;
  for (const timer of queue) timer.due += time - loaded_at;
  loaded_at = undefined;
}

/** Asks the gateway to wake us, unless it will do so in time anyway. */
function wait_until(due: number, time: number): false {
  if (asked.some((other) => other <= due)) return false;
  asked.push(due);
  const answered = () => {
    asked = asked.filter((other) => other !== due);
    floor = Math.max(floor, due);
  };
  try {
    send('timer', { delay_ms: Math.ceil(due - time) }, undefined, { resolve: answered, reject: report });
  } catch (error) {
    report(error);
  }
  return false;
}
