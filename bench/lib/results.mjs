// Figures of a benchmark: printed as a table and written to build/bench/NAME.json in the form
//   {"name", "date", "machine", "results": [{"what", "value", "unit", "against", "ratio"}]}
// `against` says what the value is compared with and `ratio` is value / other; both are null where nothing is compared.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = join(root, 'build/bench');

/** Model of the processor, cores, memory and system, in one line. */
export function machine() {
  const cpus = os.cpus();
  const gib = Math.round(os.totalmem() / 2 ** 30);
  return `${cpus.length} × ${cpus[0].model.trim()}, ${gib} GiB, ${distribution()}, Linux ${os.release()}`;
}

function distribution() {
  try {
    return /^PRETTY_NAME="(.*)"$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'unknown system';
  } catch {
    return 'unknown system';
  }
}

export class Results {
  #rows = [];

  constructor(name) {
    this.name = name;
  }

  /** @param {{name: string, value: number}=} other what the value is compared with */
  add(what, value, unit, other) {
    const ratio = other ? round(value / other.value) : null;
    this.#rows.push({ what, value: round(value), unit, against: other?.name ?? null, ratio });
    return this;
  }

  write() {
    mkdirSync(folder, { recursive: true });
    const all = { name: this.name, date: new Date().toISOString(), machine: machine(), results: this.#rows };
    const file = join(folder, `${this.name}.json`);
    writeFileSync(file, JSON.stringify(all, null, 1) + '\n');
    console.log(`-> build/bench/${this.name}.json\n`);
  }
}

/** Four digits that mean something. */
export function round(value) {
  return Number.isFinite(value) ? Number(value.toPrecision(4)) : null;
}

/** 1234567 as "1.23M", 12345 as "12.3k". */
export function short(value) {
  if (value >= 999_500) return `${(value / 1e6).toPrecision(3)}M`;
  if (value >= 9_995) return `${(value / 1e3).toPrecision(3)}k`;
  return value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}

/** Rows of text in columns, the first to the left, the others to the right. */
export function table(head, rows) {
  const all = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column].length)));
  const line = (row) => row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  ');
  console.log([line(all[0]), widths.map((w) => '-'.repeat(w)).join('  '), ...all.slice(1).map(line)].join('\n'));
}

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Says so when other work on this machine makes the figures unfit for comparison. */
export function warn_when_busy() {
  const [load] = os.loadavg();
  const busy = load > Math.max(1.5, os.cpus().length * 0.75);
  if (busy) console.log(`note: the machine is busy (load ${load.toFixed(1)}): times say little, CPU time per request and ratios more`);
}
