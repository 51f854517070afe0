import nacl from 'tweetnacl';
const hex = (bytes) => bytes.toHex?.() ?? Buffer.from(bytes).toString('hex');
export default () => {
  const seed = new Uint8Array(32).fill(7);
  const pair = nacl.sign.keyPair.fromSeed(seed);
  const text = new TextEncoder().encode('hello');
  const signature = nacl.sign.detached(text, pair.secretKey);
  const box = nacl.secretbox(text, new Uint8Array(24), seed);
  return [hex(pair.publicKey), hex(signature), nacl.sign.detached.verify(text, signature, pair.publicKey), hex(box), nacl.randomBytes(16).length];
};
// => ["ea4a6c63e29c520abef5507b132ec5f9954776aebebe7b92421eea691446d22c","359a315920d9541c3cc2a1dd1839f3e40bf23358a1d93a6ebd8303c0310ceb5025e679222ab016b4d822c5001e787e00c0ceaa6ac3c6e80248a944bd47104f0c",true,"586df73531102680b9045c352eb975c3ab05a391a4",16]
