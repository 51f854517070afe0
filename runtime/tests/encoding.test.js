check('encodes and decodes UTF-8', () => {
  const text = 'a\u00e9\u20ac\u{1f600}\0';
  const bytes = new TextEncoder().encode(text);
  equal(hex(bytes), '61c3a9e282acf09f988000');
  equal(new TextDecoder().decode(bytes), text);
  equal(hex(new TextEncoder().encode('\ud800x')), 'efbfbd78');
  equal(hex(new TextEncoder().encode()), '');
  equal(hex(new TextEncoder().encode(12)), '3132');
});

check('replaces or refuses what is not UTF-8', () => {
  const cases = { '80': '\ufffd', 'c3': '\ufffd', 'c328': '\ufffd(', 'e28261': '\ufffda', 'f09f98': '\ufffd', 'eda080': '\ufffd\ufffd\ufffd', 'c0af': '\ufffd\ufffd', 'f4908080': '\ufffd\ufffd\ufffd\ufffd' };
  for (const [input, text] of Object.entries(cases)) {
    equal(new TextDecoder().decode(unhex(input)), text, input);
    throws(() => new TextDecoder('utf-8', { fatal: true }).decode(unhex(input)), 'TypeError');
  }
});

check('keeps unfinished characters between chunks', () => {
  const bytes = unhex('61c3a9e282acf09f9880e2');
  for (let size = 1; size <= 5; ++size) {
    const decoder = new TextDecoder();
    let text = '';
    for (let at = 0; at < bytes.length; at += size) text += decoder.decode(bytes.subarray(at, at + size), { stream: true });
    equal(text + decoder.decode(), 'a\u00e9\u20ac\u{1f600}\ufffd', `chunks of ${size}`);
  }
});

check('drops a byte order mark unless it is asked to keep it', () => {
  equal(new TextDecoder().decode(unhex('efbbbf61efbbbf')), 'a\ufeff');
  equal(new TextDecoder('utf-8', { ignoreBOM: true }).decode(unhex('efbbbf61')), '\ufeffa');
  equal(new TextDecoder('utf-16le').decode(unhex('fffe6100')), 'a');
});

check('knows UTF-16 and windows-1252', () => {
  equal(new TextDecoder('UTF-16').decode(unhex('3dd800de6100d8')), '\u{1f600}a\ufffd');
  equal(new TextDecoder('utf-16be').decode(unhex('0061d83dde00')), 'a\u{1f600}');
  equal(new TextDecoder('latin1').decode(unhex('e980a5')), '\u00e9\u20ac\u00a5');
  equal(new TextDecoder('latin1').encoding, 'windows-1252');
  throws(() => new TextDecoder('klingon'), 'RangeError');
});

check('encodes into a buffer without cutting characters', () => {
  const target = new Uint8Array(5);
  equal(new TextEncoder().encodeInto('a\u20ac\u20ac', target), { read: 2, written: 4 });
  equal(hex(target), '61e282ac00');
  equal(new TextEncoder().encodeInto('\u{1f600}', new Uint8Array(3)), { read: 0, written: 0 });
});

check('takes every kind of byte source and nothing else', () => {
  const bytes = unhex('6162636465');
  equal(new TextDecoder().decode(bytes.buffer), 'abcde');
  equal(new TextDecoder().decode(new DataView(bytes.buffer, 1, 2)), 'bc');
  throws(() => new TextDecoder().decode('abc'), 'TypeError');
});

check('has base64', () => {
  equal(btoa('\xff\xfe'), '//4=');
  equal(atob(' //4 = '), '\xff\xfe');
  ok(throws(() => btoa('\u0100'), 'InvalidCharacterError') instanceof DOMException);
  throws(() => atob('a'), 'InvalidCharacterError');
});
