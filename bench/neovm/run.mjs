// NeoVM against neo-go's machine: instructions a second on the same scripts, one core each.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import { temporary_folder } from '../lib/processes.mjs';
import { Results, root, short, table, warn_when_busy } from '../lib/results.mjs';

const seconds = process.env.BENCH_SECONDS ?? '3';

// Each loops from a number down to zero in local variable 0: INITSLOT, PUSHINT32 n, STLOC0, what is measured, then LDLOC0
// DEC DUP STLOC0 JMPIF_L back to it.
function loop(times, body) {
  const count = Buffer.alloc(4);
  count.writeInt32LE(times);
  const back = Buffer.alloc(4);
  back.writeInt32LE(-(body.length / 2 + 4));
  return `57040002${count.toString('hex')}70${body}689d4a7025${back.toString('hex')}`;
}
const scripts = [
  // LDLOC0 PUSH3 MUL PUSH7 ADD PUSH5 MOD STLOC1 LDLOC1 PUSH2 GT DROP
  { name: 'arithmetic', hex: loop(200_000, '6813a0179e15a2716912b745') },
  // PUSHINT256, PUSHINT128, DUP ROT SWAP DIV MUL DROP
  { name: 'numbers of 32 bytes', hex: loop(100_000, `05${'ab'.repeat(31)}3f04${'cd'.repeat(15)}014a5150a1a045`) },
  // CALL, in it PUSH1 DROP RET, and JMP over it
  { name: 'calls', hex: loop(100_000, '34042205114540') },
  // PUSH1 PUSH2 PUSH3 PUSH3 PACK DUP PUSH0 PICKITEM DROP DUP PUSH1 PUSH9 SETITEM SIZE DROP
  { name: 'arrays', hex: loop(100_000, '11121313c04a10ce454a1119d0ca45') },
  // NEWMAP DUP PUSHDATA1 "abc" PUSH1 SETITEM PUSHDATA1 "abc" PICKITEM DROP
  { name: 'maps', hex: loop(100_000, 'c84a0c0361626311d00c03616263ce45') },
];

// neo-go's machine, built with the pinned module; null where there is no Go.
function build_go(folder) {
  const program = join(folder, 'speed');
  try {
    execFileSync(process.env.GO ?? 'go', ['build', '-o', program, '.'], { cwd: join(root, 'bench/neovm/neo-go'), stdio: ['ignore', 'ignore', 'pipe'], timeout: 600_000 });
    return program;
  } catch (error) {
    console.log(`skipped: neo-go's machine (${error.code === 'ENOENT' ? 'no Go' : String(error.stderr).trim().split('\n').at(-1)})`);
    return null;
  }
}

function measure(program, hex) {
  const { instructions, seconds: best } = JSON.parse(execFileSync(program, [hex, seconds], { timeout: 120_000 }));
  return { instructions, rate: instructions / best };
}

warn_when_busy();
const theirs = build_go(temporary_folder());
const results = new Results('neovm');
const rows = [];
for (const { name, hex } of scripts) {
  const ours = measure(join(root, 'build/release/bench/neovm_speed'), hex);
  const other = theirs && measure(theirs, hex);
  if (other && other.instructions !== ours.instructions) throw new Error(`${name}: ${ours.instructions} and ${other.instructions} instructions`);
  results.add(name, ours.rate, 'instructions/s', other && { name: 'neo-go', value: other.rate });
  rows.push([name, `${short(ours.rate)}/s`, other ? `${short(other.rate)}/s` : '', other ? `${(ours.rate / other.rate).toFixed(1)} ×` : '']);
}
table(['script', 'nsl', 'neo-go', 'ratio'], rows);
results.write();
