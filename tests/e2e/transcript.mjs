// Runs the transcripts of a guide: in blocks marked `console`, a line after "$ " is a command ("> " goes on with it) and
// what follows is what it prints, on stdout and stderr together. "…" stands for anything.
//   node transcript.mjs GUIDE.md
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const guide = process.argv[2];
const blocks = [...readFileSync(guide, 'utf8').matchAll(/^```console\n([^]*?)^```$/gm)].map((match) => match[1]);

const steps = [];
for (const line of blocks.flatMap((block) => block.trimEnd().split('\n'))) {
  if (line.startsWith('$ ')) steps.push({ command: line.slice(2), output: [] });
  else if (line.startsWith('> ')) steps.at(-1).command += `\n${line.slice(2)}`;
  else steps.at(-1).output.push(line);
}
if (steps.length === 0) throw new Error(`${guide} has no transcript`);

function pattern(lines) {
  const text = lines.join('\n').split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${text.join('[^]*')}$`);
}

for (const { command, output } of steps) {
  const ran = spawnSync('bash', ['-c', `${command}`], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const printed = `${ran.stdout}${ran.stderr}`.trimEnd();
  if (!pattern(output).test(printed)) {
    console.error(`FAILED: ${command}\nshould print:\n${output.join('\n')}\nprinted:\n${printed}`);
    process.exit(1);
  }
}
console.log(`${steps.length} commands`);
