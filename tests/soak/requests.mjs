// Requests: the operations of the OpenAPI document with their examples, and what can be wrong with each part of one.
import { any_string, mutated_body } from './json_mutations.mjs';

const methods = ['GET', 'PUT', 'POST', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];
// Not often, because each takes a thousand times as long as others, or leaves nothing for others to find.
const rarely = { sealVault: 200, addVaultProvider: 100, rotateVault: 50, verifyVault: 20, destroyOwnerKeys: 20, exportSecrets: 20, exportAudit: 20, exportWholeAudit: 20, deployFunction: 3, replayExecution: 3 };

/** The operations of a document, with all that a request of each is made from. */
export function operations_of(document) {
  const found = [];
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, outline] of Object.entries(item)) {
      if (!outline.operationId) continue;
      const body = outline.requestBody && Object.values(outline.requestBody.content)[0];
      found.push({
        id: outline.operationId,
        method: method.toUpperCase(),
        path,
        parameters: outline.parameters ?? [],
        body: body?.example,
        takes_body: body !== undefined,
        answers: outline.responses,
      });
    }
  }
  return found;
}

// Halves of surrogate pairs, which no URL can hold, become U+FFFD.
const in_url = (text) => encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'));

function mutated_segment(random, text, known) {
  switch (random.below(9)) {
    case 0: return in_url(any_string(random, known));
    case 1: return text + random.of(['%00', '%ff', '%2f', '%', '%zz', ';a=b', '%C0%AF', '..', '//', '\u00e9', '#x', '\\']);
    case 2: return random.of(['', '.', '..', '*', 'x'.repeat(300), '%41'.repeat(100)]);
    case 3: return text.toUpperCase();
    case 4: return text.slice(1);
    default: return known.length ? encodeURIComponent(random.of(known)) : text;
  }
}

function value_of(random, parameter, known) {
  const schema = parameter.schema ?? {};
  // Neither a stream without end nor a wait that holds the connection up.
  if (parameter.name === 'follow') return random.of(['0', 'false', 'yes', '', '2']);
  if (parameter.name === 'wait_seconds') return random.of(['0', '-1', '99999', 'x', '']);
  if (random.once_in(3) && parameter.example !== undefined) return String(parameter.example);
  if (random.once_in(3) && schema.enum) return String(random.of(schema.enum));
  if (random.once_in(3)) return random.of(['0', '1', '-1', '200', '201', '4294967296', '1e3', '9223372036854775808', '99999999999999999999', '007', ' 1']);
  return any_string(random, known);
}

function target_of(random, operation, known) {
  let path = operation.path.replace(/\{(\w+)\}/g, (_, name) => {
    const example = String(operation.parameters.find((one) => one.in === 'path' && one.name === name)?.example ?? 'x');
    return random.once_in(3) ? mutated_segment(random, example, known) : encodeURIComponent(example);
  });
  if (random.once_in(40)) path = random.of([path + '/', '/' + path, path.slice(0, -1), '/v1' + path, path + '/x', '*', 'http://x' + path, path.replace('/', '/./'), '?', path + '\t']);
  const query = [];
  for (const parameter of operation.parameters) {
    if (parameter.in !== 'query' || random.once_in(2)) continue;
    query.push(`${parameter.name}=${in_url(value_of(random, parameter, known))}`);
  }
  if (random.once_in(20)) query.push(random.of(['x=1', 'limit=1', 'limit=1&limit=2', '=', '&&', 'cursor=%ff', 'a'.repeat(3_000), 'cursor=', '%6cimit=1', 'limit']));
  return path + (query.length ? '?' + query.join('&') : '');
}

function headers_of(random, operation, known, token) {
  const headers = [['Host', 'localhost'], ['Authorization', `Bearer ${token}`]];
  for (const parameter of operation.parameters) {
    if (parameter.in !== 'header' || !random.once_in(3)) continue;
    const value = random.once_in(2) ? String(parameter.example ?? '"1"') : any_string(random, known).slice(0, 300);
    headers.push([parameter.name, value.replace(/[\r\n\0]/g, ' ')]);
  }
  if (random.once_in(6)) headers.push(...odd_headers(random, token));
  if (random.once_in(50)) headers.splice(random.below(2), 1); // no host, or nobody
  if (random.once_in(50)) headers[headers.length - 1] = ['Authorization', random.of(['Bearer x', 'Bearer', 'Basic YTpi', `bearer  ${token}`, `Bearer ${token}x`, '', 'Bearer ' + 'a.'.repeat(500)])];
  return headers;
}

function odd_headers(random, token) {
  return random.of([
    [['Accept', random.of(['text/html', '*/*', 'application/json;q=0', 'text/event-stream', ',,,', 'a/b;q=x'])]],
    [['Prefer', random.of(['respond-async', 'wait=0', 'wait=1', 'wait=-1', 'wait=999', 'wait=x', 'respond-async, wait=1', ',', '='])]],
    [['Idempotency-Key', random.of(['a', 'b', '', 'x'.repeat(256), '\u00e9'])]],
    [['Idempotency-Key', 'a'], ['Idempotency-Key', 'b']],
    [['NSL-Owner', random.of(['dev', 'acme', '', '*', 'x'.repeat(100)])]],
    [['Authorization', `Bearer ${token}`]], // twice
    [['If-Match', '*']], [['If-None-Match', '*']], [['If-Match', '"1"'], ['If-Match', '"2"']],
    [['Traceparent', random.of(['00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', '00-0-0-0', 'ff-x'])]],
    [['Origin', 'https://evil.example'], ['Access-Control-Request-Method', 'PUT']],
    [['Accept-Encoding', random.of(['gzip', 'gzip;q=0, *', 'br, zstd', ','])]],
    [['Content-Encoding', random.of(['gzip', 'identity', 'x'])]],
    [['Expect', random.of(['100-continue', '200-ok'])]],
    [['Upgrade', 'websocket'], ['Connection', 'Upgrade']],
    [['X-Long', 'a'.repeat(random.of([100, 8_000, 17_000, 70_000]))]],
    Array.from({ length: random.of([50, 99, 101, 500]) }, (_, i) => [`X-${i}`, 'a']),
    [['Cookie', 'a=b'], ['X-Forwarded-For', '1.2.3.4'], ['Forwarded', 'for=_x']],
    [['Range', 'bytes=0-1']], [['Last-Event-Id', random.of(['1', '-1', 'x', '1:2:3'])]],
    [['Connection', random.of(['close', 'keep-alive', 'x'])]],
  ]);
}

/** A line or two of the head that no client should send. Whether the connection can go on is for the server to say. */
function break_head(random, head) {
  const lines = head.split('\r\n');
  const at = 1 + random.below(lines.length - 1);
  switch (random.below(9)) {
    case 0: lines.splice(at, 0, random.of(['no colon', ' folded: x', ': empty', 'a b: c', 'X-\u0001: a', 'X: a\u0000b', 'X:\u007f', 'Content-Length : 1'])); break;
    case 1: lines[0] = lines[0].replace(/HTTP\/1.1$/, random.of(['HTTP/1.0', 'HTTP/2.0', 'HTTP/3.0', 'HTTP/9', 'http/1.1', '', 'HTTP/1.1 '])); break;
    case 2: lines[0] = random.of(['', 'GET', 'GET /', '\u0000\u0001', 'A'.repeat(100), 'GET  / HTTP/1.1']) + lines[0]; break;
    case 3: lines.splice(at, 0, random.of(['Content-Length: -1', 'Content-Length: +1', 'Content-Length: 1, 2', 'Content-Length: 99999999999999999999', 'Content-Length: 0x1', 'Content-Length:'])); break;
    case 4: lines.splice(at, 0, 'Content-Length: 3', 'Content-Length: 4'); break;
    case 5: lines.splice(at, 0, random.of(['Transfer-Encoding: gzip, chunked', 'Transfer-Encoding: chunked, chunked', 'Transfer-Encoding: x', 'Transfer-Encoding: identity', 'Transfer-Encoding: \u000bchunked'])); break;
    case 6: lines.splice(at, 0, 'Host: other'); break;
    case 7: return lines.join('\n');
    default: lines[0] = lines[0].replace(' ', '  '); break;
  }
  return lines.join('\r\n');
}

function chunked(random, body) {
  const middle = random.below(body.length + 1);
  const part = (bytes) => (bytes.length ? Buffer.concat([Buffer.from(bytes.length.toString(16) + '\r\n'), bytes, Buffer.from('\r\n')]) : Buffer.alloc(0));
  return Buffer.concat([part(body.subarray(0, middle)), part(body.subarray(middle)), Buffer.from(random.once_in(20) ? '0\r\nTrailer: x\r\n\r\n' : '0\r\n\r\n')]);
}

/**
 * The next request: {operation, method, bytes, last}. `last` says that nothing may follow it on its connection, because
 * where it ends is not sure.
 */
export function next_request(random, operations, known, token) {
  let operation = random.of(operations);
  while (operation.id in rarely && !random.once_in(rarely[operation.id])) operation = random.of(operations);
  const method = random.once_in(30) ? random.of([...methods, 'FOO', 'get', 'CONNECT', 'TRACE']) : operation.method;
  const target = target_of(random, operation, known);
  const headers = headers_of(random, operation, known, token);
  let body = Buffer.alloc(0);
  if (operation.takes_body ? !random.once_in(30) : random.once_in(30)) {
    body = mutated_body(random, operation.body ?? {}, known);
    headers.push(['Content-Type', random.once_in(25) ? random.of(['text/plain', 'application/xml', '', 'application/json; charset=utf-16', 'application/JSON', 'a', 'application/json,']) : 'application/json']);
  }
  if (body.length > 0 && random.once_in(15)) {
    headers.push(['Transfer-Encoding', 'chunked']);
    body = chunked(random, body);
  } else if (body.length > 0 || random.once_in(3)) {
    headers.push(['Content-Length', String(body.length)]);
  }
  let head = `${method} ${target} HTTP/1.1\r\n` + headers.map(([name, value]) => `${name}: ${value}\r\n`).join('') + '\r\n';
  const broken = random.once_in(25);
  if (broken) head = break_head(random, head);
  // What is not ASCII in targets and values goes out as the single bytes of Latin-1.
  const bytes = Buffer.concat([Buffer.from(head, 'latin1'), body]);
  return { operation, method, bytes, last: broken || method === 'CONNECT' };
}
