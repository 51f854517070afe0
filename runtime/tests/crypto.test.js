const text = (string) => new TextEncoder().encode(string);
const { subtle } = crypto;
const p256 = { name: 'ECDSA', namedCurve: 'P-256' };
const sha256 = { name: 'ECDSA', hash: 'SHA-256' };

check('fills arrays with random values', () => {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  ok(bytes.some((byte) => byte !== 0), 'random');
  equal(crypto.getRandomValues(new Uint32Array(2)).length, 2);
  const part = new Uint8Array(8);
  crypto.getRandomValues(part.subarray(2, 4));
  equal([part[0], part[1], part[4]], [0, 0, 0]);
  throws(() => crypto.getRandomValues(new Float32Array(1)), 'TypeMismatchError');
  throws(() => crypto.getRandomValues([]), 'TypeMismatchError');
  throws(() => crypto.getRandomValues(new Uint8Array(65537)), 'QuotaExceededError');
  ok(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(crypto.randomUUID()), 'UUID');
  ok(crypto.randomUUID() !== crypto.randomUUID(), 'different');
});

check('digests', async () => {
  equal(hex(await subtle.digest('SHA-256', text('abc'))), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  equal(hex(await subtle.digest({ name: 'sha-1' }, new ArrayBuffer(0))), 'da39a3ee5e6b4b0d3255bfef95601890afd80709');
  equal([(await subtle.digest('SHA-384', text(''))).byteLength, (await subtle.digest('SHA-512', text(''))).byteLength], [48, 64]);
  await rejects(subtle.digest('MD5', text('')), 'NotSupportedError');
  await rejects(subtle.digest('SHA-256', 'text'), 'TypeError');
});

check('signs with HMAC', async () => {
  const key = await subtle.importKey('raw', text('Jefe'), { name: 'hmac', hash: 'sha-256' }, true, ['verify', 'sign']);
  equal([key.type, key.extractable, key.algorithm, key.usages], ['secret', true, { name: 'HMAC', hash: { name: 'SHA-256' }, length: 32 }, ['sign', 'verify']]);
  const mac = await subtle.sign('HMAC', key, text('what do ya want for nothing?'));  // RFC 4231 case 2
  equal(hex(mac), '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843');
  equal([await subtle.verify('HMAC', key, mac, text('what do ya want for nothing?')), await subtle.verify('HMAC', key, mac, text('no'))], [true, false]);
  equal(await subtle.exportKey('jwk', key), { kty: 'oct', k: 'SmVmZQ', key_ops: ['sign', 'verify'], ext: true, alg: 'HS256' });
  const generated = await subtle.generateKey({ name: 'HMAC', hash: 'SHA-512' }, true, ['sign']);
  equal((await subtle.exportKey('raw', generated)).byteLength, 128);
});

check('encrypts with AES-GCM and AES-CBC', async () => {
  for (const params of [{ name: 'AES-GCM', iv: new Uint8Array(12), additionalData: text('aad') }, { name: 'AES-CBC', iv: new Uint8Array(16) }]) {
    const key = await subtle.generateKey({ name: params.name, length: 256 }, true, ['encrypt', 'decrypt']);
    const sealed = await subtle.encrypt(params, key, text('secret'));
    equal([sealed.byteLength, new TextDecoder().decode(await subtle.decrypt(params, key, sealed))], [params.name === 'AES-GCM' ? 22 : 16, 'secret']);
    const jwk = await subtle.exportKey('jwk', key);
    equal(jwk.alg, params.name === 'AES-GCM' ? 'A256GCM' : 'A256CBC');
    const again = await subtle.importKey('jwk', jwk, params.name, false, ['decrypt']);
    equal(new TextDecoder().decode(await subtle.decrypt(params, again, sealed)), 'secret');
    await rejects(subtle.decrypt(params, again, new Uint8Array(sealed).subarray(1)), 'OperationError');
    await rejects(subtle.encrypt(params, again, text('x')), 'InvalidAccessError');
    await rejects(subtle.exportKey('raw', again), 'InvalidAccessError');
  }
  await rejects(subtle.importKey('raw', new Uint8Array(15), 'AES-GCM', true, ['encrypt']), 'DataError');
  await rejects(subtle.generateKey({ name: 'AES-GCM', length: 100 }, true, ['encrypt']), 'OperationError');
});

check('signs with ECDSA, the same way every time', async () => {
  const pair = await subtle.generateKey(p256, false, ['sign', 'verify']);
  equal([pair.privateKey.extractable, pair.publicKey.extractable, pair.privateKey.usages, pair.publicKey.usages], [false, true, ['sign'], ['verify']]);
  const one = await subtle.sign(sha256, pair.privateKey, text('message'));
  equal(hex(one), hex(await subtle.sign(sha256, pair.privateKey, text('message'))));
  equal([await subtle.verify(sha256, pair.publicKey, one, text('message')), await subtle.verify(sha256, pair.publicKey, one, text('other')), await subtle.verify(sha256, pair.publicKey, new Uint8Array(3), text('message'))], [true, false, false]);
  await rejects(subtle.sign(sha256, pair.publicKey, text('x')), 'InvalidAccessError');
  await rejects(subtle.exportKey('pkcs8', pair.privateKey), 'InvalidAccessError');
  await rejects(subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-521' }, true, ['sign']), 'NotSupportedError');
});

check('knows the signature of RFC 6979', async () => {
  const jwk = {
    kty: 'EC', crv: 'P-256', d: unhex('c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721').toBase64({ alphabet: 'base64url', omitPadding: true }),
    x: unhex('60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6').toBase64({ alphabet: 'base64url', omitPadding: true }),
    y: unhex('7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299').toBase64({ alphabet: 'base64url', omitPadding: true }),
  };
  const key = await subtle.importKey('jwk', jwk, p256, false, ['sign']);
  equal(hex(await subtle.sign(sha256, key, text('sample'))),
    'efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8');
});

check('imports and exports P-256 keys in every format', async () => {
  const pair = await subtle.generateKey(p256, true, ['sign', 'verify']);
  const signature = await subtle.sign(sha256, pair.privateKey, text('m'));
  for (const format of ['raw', 'spki', 'jwk']) {
    const key = await subtle.importKey(format, await subtle.exportKey(format, pair.publicKey), p256, true, ['verify']);
    equal(await subtle.verify(sha256, key, signature, text('m')), true, format);
  }
  for (const format of ['pkcs8', 'jwk']) {
    const key = await subtle.importKey(format, await subtle.exportKey(format, pair.privateKey), p256, true, ['sign']);
    equal(hex(await subtle.sign(sha256, key, text('m'))), hex(signature), format);
  }
  const pkcs8 = new Uint8Array(await subtle.exportKey('pkcs8', pair.privateKey));
  for (const bad of [pkcs8.subarray(1), pkcs8.subarray(0, 60), new Uint8Array(138), pkcs8.with(40, 0xff)]) {
    const result = await subtle.importKey('pkcs8', bad, p256, true, ['sign']).catch((error) => error.name);
    ok(result === 'DataError' || result instanceof CryptoKey, String(result));
  }
  await rejects(subtle.importKey('raw', new Uint8Array(65).fill(4), p256, true, ['verify']), 'DataError');
  await rejects(subtle.importKey('raw', await subtle.exportKey('raw', pair.publicKey), p256, true, ['sign']), 'SyntaxError');
});

check('agrees on secrets and derives keys', async () => {
  const ecdh = { name: 'ECDH', namedCurve: 'P-256' };
  const [a, b] = [await subtle.generateKey(ecdh, true, ['deriveBits', 'deriveKey']), await subtle.generateKey(ecdh, true, ['deriveBits'])];
  const [one, other] = [await subtle.deriveBits({ name: 'ECDH', public: b.publicKey }, a.privateKey, 256), await subtle.deriveBits({ name: 'ECDH', public: a.publicKey }, b.privateKey, 256)];
  equal(hex(one), hex(other));
  const aes = await subtle.deriveKey({ name: 'ECDH', public: b.publicKey }, a.privateKey, { name: 'AES-GCM', length: 256 }, true, ['encrypt']);
  equal(hex(await subtle.exportKey('raw', aes)), hex(one));
  const base = await subtle.importKey('raw', unhex('0b'.repeat(22)), 'HKDF', false, ['deriveBits', 'deriveKey']);  // RFC 5869 case 1
  const okm = await subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt: unhex('000102030405060708090a0b0c'), info: unhex('f0f1f2f3f4f5f6f7f8f9') }, base, 336);
  equal(hex(okm), '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865');
  const password = await subtle.importKey('raw', text('password'), 'PBKDF2', false, ['deriveBits']);
  const derived = await subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-1', salt: text('salt'), iterations: 2 }, password, 160);  // RFC 6070
  equal(hex(derived), 'ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957');
  await rejects(subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt: text(''), info: text('') }, base, 7), 'OperationError');
  await rejects(subtle.importKey('raw', text('x'), 'HKDF', true, ['deriveBits']), 'SyntaxError');
});

check('wraps keys', async () => {
  const wrapping = await subtle.generateKey({ name: 'AES-GCM', length: 128 }, false, ['wrapKey', 'unwrapKey']);
  const key = await subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, true, ['sign']);
  const params = { name: 'AES-GCM', iv: new Uint8Array(12) };
  for (const format of ['raw', 'jwk']) {
    const wrapped = await subtle.wrapKey(format, key, wrapping, params);
    const back = await subtle.unwrapKey(format, wrapped, wrapping, params, { name: 'HMAC', hash: 'SHA-256' }, true, ['sign']);
    equal(hex(await subtle.exportKey('raw', back)), hex(await subtle.exportKey('raw', key)), format);
  }
});

check('keeps its keys to itself', async () => {
  const key = await subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  equal([Reflect.ownKeys(key), Object.isFrozen(key), Object.isFrozen(key.algorithm)], [[], true, true]);
  throws(() => new CryptoKey(), 'TypeError');
  await rejects(subtle.sign('HMAC', {}, text('x')), 'TypeError');
  key.usages.push('verify');
  await rejects(subtle.verify('HMAC', key, new Uint8Array(32), text('x')), 'InvalidAccessError');
});
