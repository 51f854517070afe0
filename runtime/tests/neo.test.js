const account = 'Nhfg3TbpwogLvDGVvAvqyThbsHgoSUKwtn';
const account_hash = '0xb248508f4ef7088e10c48f14d04be3272ca29eee';

check('converts an address to its hash and its bytes, and back', ({ neo: { types } }) => {
  equal(types.addressToHash(account), account_hash);
  equal(types.hashToAddress(account_hash), account);
  equal(hex(types.addressToBytes(account)), 'ee9ea22c27e34bd0148fc4108e08f74e8f5048b2');
  equal(types.bytesToAddress(types.hashToBytes(account_hash)), account);
  equal(types.bytesToHash(types.addressToBytes(account)), account_hash);
  equal(types.bytesToHash(new Uint8Array(32)), `0x${'00'.repeat(32)}`);
  equal(types.addressToHash(types.bytesToAddress(new Uint8Array(20))), `0x${'00'.repeat(20)}`);
});

check('refuses addresses and hashes that are none', ({ neo: { types } }) => {
  for (let i = 0; i < account.length; ++i) {
    const changed = account.slice(0, i) + (account[i] === 'x' ? 'y' : 'x') + account.slice(i + 1);
    throws(() => types.addressToHash(changed), 'TypeError');
  }
  for (const wrong of ['', 'AXSvJVzydxXuL9da4GVwK25zdesCrVKkHL', `${account}x`, account.slice(1)]) {
    throws(() => types.addressToBytes(wrong), 'TypeError');
  }
  for (const wrong of ['', '0x', account_hash.slice(2), `${account_hash}0`, '0xzz48508f4ef7088e10c48f14d04be3272ca29eee']) {
    throws(() => types.hashToBytes(wrong), 'TypeError');
  }
  throws(() => types.bytesToHash(new Uint8Array(21)), 'TypeError');
  throws(() => types.bytesToAddress(account), 'TypeError');
});

check('reads and writes integers as NeoVM does', ({ neo: { types } }) => {
  const cases = { '': 0n, '01': 1n, ff: -1n, '7f': 127n, '8000': 128n, '80': -128n, '0080': -32768n, '0001': 256n, '00e1f505': 100000000n };
  for (const [bytes, number] of Object.entries(cases)) {
    equal(types.bytesToInteger(unhex(bytes)), number, bytes);
    equal(hex(types.integerToBytes(number)), bytes, String(number));
  }
  equal(types.bytesToInteger(unhex('0100')), 1n);
  const largest = 2n ** 255n - 1n;
  equal(types.bytesToInteger(types.integerToBytes(largest)), largest);
  equal(types.integerToBytes(-(2n ** 255n)).length, 32);
  throws(() => types.integerToBytes(largest + 1n), 'RangeError');
  throws(() => types.bytesToInteger(new Uint8Array(33)), 'RangeError');
});

check('reads and writes amounts without rounding', ({ neo: { types } }) => {
  equal(types.parseAmount('1.5'), 150000000n);
  equal(types.parseAmount('-0.00000001'), -1n);
  equal(types.parseAmount('7', 0), 7n);
  equal(types.formatAmount(150000000n), '1.5');
  equal(types.formatAmount(-1n), '-0.00000001');
  equal(types.formatAmount(100000000n), '1');
  equal(types.formatAmount(12n, 0), '12');
  for (const wrong of ['', '.5', '1.', '1e5', '1,5', ' 1', '+1', '0x1']) throws(() => types.parseAmount(wrong), 'TypeError');
  throws(() => types.parseAmount('1.123456789'), 'RangeError');
  throws(() => types.parseAmount('0.5', 0), 'RangeError');
  throws(() => types.formatAmount(1n, 65), 'RangeError');
});

check('converts bytes to text and digits, and back', ({ neo: { types } }) => {
  equal(types.bytesToText(types.textToBytes('a\u20ac')), 'a\u20ac');
  throws(() => types.bytesToText(unhex('ff')), 'TypeError');
  equal(types.bytesToHex(types.hexToBytes('0x0aFF')), '0aff');
  throws(() => types.hexToBytes('0'), 'SyntaxError');
  equal(types.bytesToBase64(types.base64ToBytes('R0FT')), 'R0FT');
  throws(() => types.bytesToHex('aa'), 'TypeError');
});

check('makes arguments that are exactly what they say', ({ neo: { types } }) => {
  equal(types.string(account), { type: 'String', value: account });
  equal(types.byteArray(unhex('ff')), { type: 'ByteArray', value: '/w==' });
  equal(types.integer(5), { type: 'Integer', value: '5' });
  equal(types.hash160(account), { type: 'Hash160', value: account });
  throws(() => types.byteArray('ff'), 'TypeError');
  throws(() => types.integer(1.5), 'RangeError');
});
