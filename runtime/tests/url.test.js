// A table in the manner of urltestdata.json of the web platform tests: input, base, href (null: refused).
const table = [
  ['http://example.com', , 'http://example.com/'],
  ['  HTTP://EXAMPLE.com:80/a b?c d#e f  ', , 'http://example.com/a%20b?c%20d#e%20f'],
  ['https://user:p%40ss@host:8443/', , 'https://user:p%40ss@host:8443/'],
  ['https://a/b/../c/./d/%2e%2e/e', , 'https://a/c/e'],
  ['../x?y', 'https://a/b/c/d?e#f', 'https://a/b/x?y'],
  ['//other/p', 'https://a/b', 'https://other/p'],
  ['?q', 'https://a/b#f', 'https://a/b?q'],
  ['#g', 'https://a/b?c#f', 'https://a/b?c#g'],
  ['', 'https://a/b', 'https://a/b'],
  ['\\\\server\\share', 'https://a/', 'https://server/share'],
  ['http://1.2.3', , 'http://1.2.0.3/'],
  ['http://0x7f.1/', , 'http://127.0.0.1/'],
  ['http://256.1.1.1/', , null],
  ['http://[2001:DB8:0:0::1]:80/', , 'http://[2001:db8::1]/'],
  ['http://[::ffff:1.2.3.4]/', , 'http://[::ffff:102:304]/'],
  ['http://[:::1]/', , null],
  ['http://b\u00fccher.example/\u00e4?\u00f6', , 'http://xn--bcher-kva.example/%C3%A4?%C3%B6'],
  ['http://\uff45xample.com/', , 'http://example.com/'],
  ['http://a b/', , null],
  ['http://a%00b/', , null],
  ['http://ex%41mple.com/', , 'http://example.com/'],
  ['http://host:99999/', , null],
  ['http://host:/', , 'http://host/'],
  ['mailto:a@b.c', , 'mailto:a@b.c'],
  ['data:text/plain,hi there', , 'data:text/plain,hi there'],
  ['file:///C|/x/../y', , 'file:///C:/y'],
  ['javascript:alert(1)', , 'javascript:alert(1)'],
  ['nonsense', , null],
  ['http://', , null],
  ['https://a/\ud800', , 'https://a/%EF%BF%BD'],
  ["https://a/?q='\"<>", , 'https://a/?q=%27%22%3C%3E'],
  ['ht\ntp://a\t/b', , 'http://a/b'],
  ['wss://h:443/x', , 'wss://h/x'],
  ['blob:https://a/uuid', , 'blob:https://a/uuid'],
];

check('parses and resolves as the URL Standard says', () => {
  for (const [input, base, href] of table) {
    equal(URL.canParse(input, base), href !== null, `canParse ${input}`);
    if (href === null) throws(() => new URL(input, base), 'TypeError');
    else equal(new URL(input, base).href, href, `href of ${input}`);
    equal(URL.parse(input, base)?.href ?? null, href, `parse ${input}`);
  }
});

check('takes a URL apart and lets its parts be set', () => {
  const url = new URL('https://u:p@example.com:8080/a/b?x=1&y=2#frag');
  equal([url.protocol, url.username, url.password, url.host, url.hostname, url.port], ['https:', 'u', 'p', 'example.com:8080', 'example.com', '8080']);
  equal([url.pathname, url.search, url.hash, url.origin], ['/a/b', '?x=1&y=2', '#frag', 'https://example.com:8080']);
  url.port = '443';
  url.pathname = '/c d';
  url.hash = '';
  url.searchParams.append('z', 'ä &');
  equal(url.href, 'https://u:p@example.com/c%20d?x=1&y=2&z=%C3%A4+%26');
  url.search = '?only=1';
  equal([...url.searchParams], [['only', '1']]);
  equal(JSON.stringify({ url }), '{"url":"https://u:p@example.com/c%20d?only=1"}');
  url.protocol = 'gopher';
  equal(url.protocol, 'https:');
});

check('edits search parameters', () => {
  const params = new URLSearchParams('?a=1&b=2&a=3&empty=&plus=a+b&%41=x');
  equal([params.get('a'), params.getAll('a'), params.get('no'), params.has('b', '2'), params.size], ['1', ['1', '3'], null, true, 6]);
  equal([params.get('plus'), params.get('A'), params.get('empty')], ['a b', 'x', '']);
  params.set('a', '9');
  params.delete('b');
  params.sort();
  equal(`${params}`, 'A=x&a=9&empty=&plus=a+b');
  equal([...new URLSearchParams({ q: 'ü', r: '*-._~!' })].length, 2);
  equal(`${new URLSearchParams([['k', "v'()"]])}`, 'k=v%27%28%29');
  throws(() => new URLSearchParams([['one']]), 'TypeError');
});
