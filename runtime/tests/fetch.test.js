check('sends method, URL, headers and body', async () => {
  const response = await fetch('HTTPS://Example.com/a b?c=ä', {
    method: 'post', headers: { 'X-One': ' 1 ', 'content-type': 'application/json' }, body: '{"a":1}', redirect: 'manual',
  });
  const { call, body } = await response.json();
  equal(call, { method: 'POST', url: 'https://example.com/a%20b?c=%C3%A4', headers: [['content-type', 'application/json'], ['x-one', '1']], redirect: 'manual' });
  equal(body, '{"a":1}');
});

check('reads the answer', async () => {
  const answer = { status: 404, status_text: 'Not Found', url: 'https://final/', redirected: true, headers: [['a', '1'], ['a', '2'], ['set-cookie', 'x'], ['set-cookie', 'y']] };
  const response = await fetch('https://example.com/', { headers: { 'x-answer': JSON.stringify(answer), 'x-answer-body': 'gone' } });
  equal([response.status, response.ok, response.statusText, response.url, response.redirected, response.type], [404, false, 'Not Found', 'https://final/', true, 'basic']);
  equal([response.headers.get('A'), response.headers.getSetCookie()], ['1, 2', ['x', 'y']]);
  equal([await response.text(), response.bodyUsed], ['gone', true]);
  throws(() => response.headers.set('a', 'b'), 'TypeError');
  await rejects(response.text(), 'TypeError');
});

check('is a TypeError when the host may not be reached', async () => {
  const error = await rejects(fetch('https://denied.test/'), 'TypeError');
  equal([error.message, error.cause.name, error.cause.code], ['fetch failed: the function may not reach denied.test', 'HostCallError', 'host_not_allowed']);
});

check('refuses requests that make no sense', async () => {
  for (const [url, init] of [
    ['nonsense'], ['ftp://example.com/'], ['https://user:pw@example.com/'],
    ['https://a/', { method: 'GET', body: 'x' }], ['https://a/', { method: 'CONNECT' }], ['https://a/', { method: 'a b' }],
    ['https://a/', { headers: { 'bad name': 'x' } }], ['https://a/', { headers: { a: 'x\ny' } }], ['https://a/', { redirect: 'sometimes' }],
  ]) await rejects(fetch(url, init), 'TypeError');
});

check('rejects at once when its signal aborts', async () => {
  await rejects(fetch('https://example.com/', { signal: AbortSignal.abort() }), 'AbortError');
  const controller = new AbortController();
  const pending = fetch('https://example.com/', { signal: controller.signal });
  controller.abort(new RangeError('enough'));
  await rejects(pending, 'RangeError');
  await rejects(fetch('https://example.com/', { signal: AbortSignal.timeout(2) }), 'TimeoutError');
});

check('runs requests side by side', async () => {
  const start = Date.now();
  const answers = await Promise.all([1, 2, 3].map((n) => fetch(`https://example.com/${n}`).then((response) => response.json())));
  equal(answers.map(({ call }) => call.url.at(-1)), ['1', '2', '3']);
  ok(Date.now() - start <= 15, 'time');
});

check('sends every kind of body with its type', async () => {
  const form = new FormData();
  form.append('a', '1');
  form.append('file', new File(['xyz'], 'n"ame.txt', { type: 'text/plain' }));
  const bodies = [
    ['text', 'text/plain;charset=UTF-8', 'text'],
    [new URLSearchParams({ a: 'b c' }), 'application/x-www-form-urlencoded;charset=UTF-8', 'a=b+c'],
    [new Blob(['bl', 'ob'], { type: 'X/Y' }), 'x/y', 'blob'],
    [unhex('6162'), undefined, 'ab'],
    [unhex('61626364').buffer, undefined, 'abcd'],
    [ReadableStream.from([unhex('61'), unhex('62')]), undefined, 'ab'],
  ];
  for (const [body, type, text] of bodies) {
    const { call, body: sent } = await (await fetch('https://a/', { method: 'PUT', body })).json();
    equal([Object.fromEntries(call.headers)['content-type'], sent], [type, text]);
  }
  const { call, body } = await (await fetch('https://a/', { method: 'POST', body: form })).json();
  const boundary = /^multipart\/form-data; boundary=(.+)$/.exec(Object.fromEntries(call.headers)['content-type'])[1];
  equal(body, `--${boundary}\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="n%22ame.txt"\r\nContent-Type: text/plain\r\n\r\nxyz\r\n--${boundary}--\r\n`);
});

check('reads bodies in every form', async () => {
  const make = (type) => new Response('{"a":1}', { headers: type ? { 'content-type': type } : {} });
  equal(await make().json(), { a: 1 });
  equal([(await make().arrayBuffer()).byteLength, (await make().bytes()).length], [7, 7]);
  const blob = await make('image/png').blob();
  equal([blob.size, blob.type, await blob.slice(1, 4).text()], [7, 'image/png', '"a"']);
  const chunks = [];
  for await (const chunk of make().body) chunks.push(chunk.length);
  equal(chunks, [7]);
  equal([await new Response().text(), new Response().body, await new Response('\ufeffx').text()], ['', null, 'x']);
  await rejects(make().formData(), 'TypeError');
  await rejects(new Response('{').json(), 'SyntaxError');
});

check('reads form data back', async () => {
  const form = new FormData();
  form.append('a', 'line\nline');
  form.append('a', '2');
  form.append('f', new Blob(['\0\r\n--x'], { type: 'a/b' }), 'f.bin');
  const back = await new Response(form).formData();
  equal([back.getAll('a'), back.get('f').name, back.get('f').type, await back.get('f').text()], [['line\r\nline', '2'], 'f.bin', 'a/b', '\0\r\n--x']);
  const urlencoded = await new Response(new URLSearchParams('x=1&y=2')).formData();
  equal([...urlencoded], [['x', '1'], ['y', '2']]);
  await rejects(new Response('garbage', { headers: { 'content-type': 'multipart/form-data; boundary=b' } }).formData(), 'TypeError');
});

check('clones requests and responses', async () => {
  const response = new Response('text', { status: 201, statusText: 'Made', headers: { a: 'b' } });
  const copy = response.clone();
  equal([await response.text(), await copy.text(), copy.status, copy.statusText, copy.headers.get('a')], ['text', 'text', 201, 'Made', 'b']);
  throws(() => response.clone(), 'TypeError');
  const request = new Request('https://a/', { method: 'POST', body: ReadableStream.from([unhex('61')]), headers: { x: 'y' } });
  const other = new Request(request.clone(), { headers: { z: '1' } });
  equal([await request.text(), await other.text(), other.headers.get('x'), other.headers.get('z')], ['a', 'a', null, '1']);
});

check('makes responses', async () => {
  const json = Response.json({ a: 1 }, { status: 202 });
  equal([json.status, json.headers.get('content-type'), await json.json()], [202, 'application/json', { a: 1 }]);
  const redirect = Response.redirect('https://a/b', 301);
  equal([redirect.status, redirect.headers.get('location')], [301, 'https://a/b']);
  equal([Response.error().type, Response.error().status], ['error', 0]);
  throws(() => new Response('x', { status: 204 }), 'TypeError');
  throws(() => new Response('', { status: 99 }), 'RangeError');
  throws(() => Response.redirect('https://a/', 200), 'RangeError');
});

check('keeps headers as the Fetch Standard says', () => {
  const headers = new Headers([['B', '1'], ['a', '2'], ['b', '3']]);
  headers.append('Set-Cookie', 'x=1');
  headers.append('set-cookie', 'y=2');
  equal([...headers], [['a', '2'], ['b', '1, 3'], ['set-cookie', 'x=1'], ['set-cookie', 'y=2']]);
  headers.delete('B');
  equal([headers.has('b'), headers.get('b'), [...headers.keys()].length], [false, null, 3]);
  equal([...new Headers(headers)].length, 3);
  equal([...new Headers({ n: 5, t: true })], [['n', '5'], ['t', 'true']]);
  throws(() => new Headers([['one']]), 'TypeError');
  throws(() => new Headers('text'), 'TypeError');
  throws(() => headers.set('', 'x'), 'TypeError');
});

check('uses up the body of a request that another is made of', async () => {
  const request = new Request('https://a/', { method: 'POST', body: 'once' });
  equal(await new Request(request).text(), 'once');
  ok(request.bodyUsed, 'used');
  await rejects(fetch(request), 'TypeError');
});
