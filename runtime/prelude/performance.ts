// performance.now (High Resolution Time). Time stands still while a function computes; it moves at host calls.
import { is_executing } from './engine/phase.ts';
import { tag } from './interface.ts';
import { native } from './host.ts';

// When the execution began. Time cannot move before the first host call, so it is enough to look then, or when asked.
let time_origin: number | undefined;

export function note_time_origin(): number {
  if (!is_executing()) return native.now();  // while an image is built the clock is fixed; executions have their own origin
  return time_origin ??= native.now();
}

/** Milliseconds since the execution began. */
export function elapsed_ms(): number {
  const origin = note_time_origin();
  return Math.round((native.now() - origin) * 1_000) / 1_000;  // whole microseconds
}

export class Performance {
  get timeOrigin(): number { return note_time_origin(); }
  now(): number { return elapsed_ms(); }

  toJSON(): { timeOrigin: number } { return { timeOrigin: this.timeOrigin }; }
}
tag(Performance, 'Performance');
