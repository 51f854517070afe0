#!/usr/bin/env bash
# Bad input of every kind: each gets one clear problem, is counted, and the service goes on with nothing lost.
source "$(dirname "$0")/lib.bash"
command -v node >/dev/null || skip "there is no node to send bad requests with"
printf 'export default (input) => ({ got: input });\n' >echo.js
start_service
expect_exit 0 "$NSL" function deploy echo.js
expect_exit 0 "$NSL" invoke echo '{"before":1}' --async
id=$out

cat >bad.mjs <<'JS'
import { readFileSync } from 'node:fs';
import net from 'node:net';

const { url, token } = JSON.parse(readFileSync(process.env.NSL_PROFILE, 'utf8'));
const failures = [];

async function ask(what, method, path, body, headers = {}) {
  const response = await fetch(url + path, {
    method, body, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
  });
  return { what, status: response.status, problem: JSON.parse((await response.text()) || 'null') };
}
// One answer, a problem with a code, a sentence and the request's id.
async function expect(status, code, what, ...request) {
  const got = await ask(what, ...request);
  const fine = got.status === status && got.problem?.code === code && got.problem.detail?.length > 10 && got.problem.request_id?.startsWith('req_');
  if (!fine) failures.push(`${what}: ${got.status} ${JSON.stringify(got.problem)}`);
}
// Bytes that are no HTTP request; the status of the answer.
function send(bytes) {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = net.connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(bytes, 'latin1'));
    socket.setEncoding('latin1').on('data', (text) => (answer += text)).on('error', reject);
    socket.on('end', () => { socket.end(); resolve(Number(answer.split(' ')[1])); });
  });
}
async function expect_bytes(status, what, bytes) {
  const got = await send(bytes);
  if (got !== status) failures.push(`${what}: ${got} instead of ${status}`);
}

const deploy = (code, more = {}) => ['PUT', '/v1/functions/bad', JSON.stringify({ code, ...more })];
const fine = 'export default () => 1';
const latin1 = Buffer.from([0x22, 0xff, 0x22]);
await expect(400, 'malformed_json', 'malformed JSON', 'POST', '/v1/functions/echo/invoke', '{"a":');
await expect(400, 'malformed_json', 'two values', 'POST', '/v1/functions/echo/invoke', '1 2');
await expect(400, 'malformed_json', 'invalid UTF-8', 'POST', '/v1/functions/echo/invoke', latin1);
await expect(400, 'malformed_json', 'depth', 'POST', '/v1/functions/echo/invoke', '['.repeat(100_000));
await expect(413, 'payload_too_large', 'input above the limit', 'POST', '/v1/functions/echo/invoke', JSON.stringify('x'.repeat(1_100_000)));
await expect(413, 'payload_too_large', 'body above the limit', 'PUT', '/v1/functions/bad', JSON.stringify({ code: 'x'.repeat(9_000_000) }));
await expect(415, 'unsupported_media_type', 'another type', 'POST', '/v1/functions/echo/invoke', '1', { 'content-type': 'text/plain' });
await expect(404, 'function_not_found', 'nobody', 'POST', '/v1/functions/nobody/invoke', '1');
await expect(422, 'invalid_name', 'capitals', 'PUT', '/v1/functions/Bad', JSON.stringify({ code: fine }));
await expect(422, 'invalid_name', 'long name', 'PUT', `/v1/functions/${'a'.repeat(64)}`, JSON.stringify({ code: fine }));
await expect(422, 'unknown_field', 'unknown field', ...deploy(fine, { cod: 1 }));
await expect(422, 'invalid_argument', 'wrong type', ...deploy(fine, { description: 5 }));
await expect(422, 'limit_too_high', 'limit', ...deploy(fine, { limits: { memory_bytes: 4294967296 } }));
await expect(422, 'invalid_function', 'TypeScript', ...deploy('const a: number = 1;\nexport default () => a'));
await expect(422, 'invalid_function', 'syntax', ...deploy('export default () => {\n  return 1 +;\n}'));
await expect(422, 'invalid_function', 'no default export', ...deploy('export const a = 1'));
await expect(422, 'invalid_function', 'a default that cannot be called', ...deploy('export default 5'));
await expect(422, 'invalid_function', 'a host call at the top level', ...deploy('fetch("http://a.example/"); export default () => 1'));
await expect(422, 'invalid_function', 'an endless top level', ...deploy('for (;;); export default () => 1'));
await expect(422, 'invalid_function', 'a top level that takes all memory', ...deploy('const a = []; for (;;) a.push(new Array(1000).fill(0)); export default () => a'));
await expect(422, 'invalid_function', 'a top level that throws', ...deploy('throw new Error("no"); export default () => 1'));
await expect(422, 'invalid_function', 'an import of nothing', ...deploy('import "./other.js"; export default () => 1'));
await expect(401, 'unauthenticated', 'a wrong token', 'GET', '/v1/functions', undefined, { authorization: 'Bearer wrong' });
const position = (await ask('syntax', ...deploy('export default () => {\n  return 1 +;\n}'))).problem.detail;
if (!/:2:\d+/.test(position)) failures.push(`no line and column: ${position}`);
await expect_bytes(400, 'no request', 'hello\r\n\r\n');
await expect_bytes(400, 'smuggling', 'POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n');
await expect_bytes(431, 'header fields', `GET / HTTP/1.1\r\nHost: h\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`);
await expect_bytes(505, 'HTTP/1.0', 'GET / HTTP/1.0\r\n\r\n');
const metrics = await (await fetch(url + '/metrics', { headers: { authorization: `Bearer ${token}` } })).text();
for (const status of [400, 431, 505]) {
  if (!metrics.includes(`route="refused",status="${status}"`)) failures.push(`refusals with ${status} were not counted`);
}
console.log(failures.join('\n'));
process.exit(failures.length > 0 ? 1 : 0);
JS
expect_exit 0 node bad.mjs
grep -q '"request refused"' service.log || grep -q 'request refused' service.log || fail "refusals are not in the log"

# Nothing of it was kept, and nothing else was lost.
expect_exit 3 "$NSL" function show bad
expect_exit 0 "$NSL" invoke echo '{"after":2}'
expect_equal '{"got":{"after":2}}' "$out"
succeeded() { "$NSL" execution show "$id" | grep -q '^status  *succeeded$'; }
wait_until 20 succeeded
stop_service TERM
expect_equal 0 "$status"
