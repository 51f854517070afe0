// Runs a document: what stands in its blocks is done, in order, in one shell and in the current folder.
//   node guide.mjs DOCUMENT.md
//
//   ```console        a transcript: after "$ " a command ("> " goes on with it), below it what it prints, on stdout and
//                     stderr together; "…" stands for anything
//   ```sh             commands, which must all succeed
//   ```js ```ts       a function, or the body of one: it is deployed, and TypeScript is checked with runtime/types. With a
//                     file name behind it ("js account.js") the file is there for what follows. What imports nsl-client or
//                     node: is a program, and is run
//   ```python         a program
//   ```toml           settings, which `nsl config check` takes; with a file name as above
//   ```json           is well-formed
//   ```text           is only looked at
//
// <!-- run … --> has commands that readers need not see; <!-- not run: WHY --> stands before a block that cannot be run here.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const document = process.argv[2];
const text = readFileSync(document, 'utf8');
const folder = '.guide';
mkdirSync(folder, { recursive: true });

const PART = /^<!-- run\n([^]*?)^-->$|^(<!-- not run: .+ -->\n)?^```(\w*) ?(\S*)\n([^]*?)^```$/gm;
const steps = [];
let blocks = 0;
let left_out = 0;
for (const match of text.matchAll(PART)) {
  const [, hidden, not_run, language, file, content] = match;
  const line = text.slice(0, match.index).split('\n').length;
  if (hidden === undefined) ++blocks;
  if (hidden !== undefined) steps.push({ line, commands: hidden });
  else if (not_run !== undefined) ++left_out;
  else steps.push(...stepsOf(language, file, content, line));
}
if (steps.length === 0) throw new Error(`${document} has nothing to run`);
if (text.match(/^ *```/gm).length !== 2 * blocks) throw new Error(`${document} has a block that is not understood`);

function stepsOf(language, file, content, line) {
  switch (language) {
    case 'console': return transcript(content, line);
    case 'sh': return [{ line, commands: content }];
    case 'js': case 'ts': return [{ line, commands: code(language, file, content, line) }];
    case 'python': return [{ line, commands: `python3 -W error ${kept('program.py', content, line)}` }];
    case 'toml': return [{ line, commands: settings(file, content, line) }];
    case 'json': JSON.parse(content); return [];
    case 'text': return [];
    default: throw new Error(`${document}:${line}: a block in no language that is known here: "${language}"`);
  }
}

function transcript(content, line) {
  const found = [];
  for (const one of content.trimEnd().split('\n')) {
    if (one.startsWith('$ ')) found.push({ line, commands: one.slice(2), output: [] });
    else if (one.startsWith('> ')) found.at(-1).commands += `\n${one.slice(2)}`;
    else found.at(-1).output.push(one);
  }
  return found;
}

// Writes a block to a file of its own; the file's name.
function kept(name, content, line) {
  mkdirSync(`${folder}/${line}`, { recursive: true });
  writeFileSync(`${folder}/${line}/${name}`, content);
  return `${folder}/${line}/${name}`;
}

function code(language, file, content, line) {
  if (/from '(nsl-client|node:)/.test(content)) return program(file || 'program.mjs', content, line);
  const whole = content.includes('export default') ? content : `export default async (input, context) => {\n${content}};\n`;
  const name = kept(file || `snippet.${language}`, whole, line);
  const place = file || `snippet.${language}`;
  const commands = [`cp ${name} ${place}`, `nsl function deploy ${place} --name snippet-${line}`];
  if (language === 'ts') commands.push(`check_types ${place}`);
  return commands.join('\n');
}

function program(file, content, line) {
  return `cp ${kept(file, content, line)} ${file}\n[ -e package.json ] || echo '{"type":"module"}' >package.json\nnode ${file}`;
}

function settings(file, content, line) {
  const name = kept(file || 'nsl.toml', content, line);
  return `${file ? `cp ${name} .\n` : ''}nsl config check ${name}`;
}

// One shell for all, so that what is exported stays, which ends what it started; each step's output is in a file, and the
// number of the last in another.
const script = steps.map(({ commands, output }, i) =>
  `echo ${i} >${folder}/step\n{\n${commands.trimEnd()}\n} >${folder}/output.${i} 2>&1 </dev/null${output ? ' || true' : ''}\n`);
const whole = `trap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n${script.join('')}`;
const ran = spawnSync('bash', ['-eo', 'pipefail', '-c', whole], { stdio: ['ignore', 'inherit', 'inherit'], timeout: 300_000 });

function pattern(lines) {
  const parts = lines.join('\n').split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^]*')}$`);
}

function fail(i, why) {
  console.error(`FAILED: ${document}:${steps[i].line}: ${why}\n${steps[i].commands}\nprinted:\n${printed(i).slice(-4_000)}`);
  process.exit(1);
}

function printed(i) {
  return existsSync(`${folder}/output.${i}`) ? readFileSync(`${folder}/output.${i}`, 'utf8').trimEnd() : '';
}

const last = existsSync(`${folder}/step`) ? Number(readFileSync(`${folder}/step`, 'utf8')) : 0;
steps.slice(0, last + 1).forEach(({ output }, i) => {
  if (output && !pattern(output).test(printed(i))) fail(i, `should print:\n${output.join('\n')}\nfor`);
});
if (ran.status !== 0) fail(last, `ended with ${ran.status ?? ran.signal}`);
console.log(`${document}: ${steps.length} steps, ${left_out} blocks not run`);
