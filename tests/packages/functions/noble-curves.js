import { ed25519 } from '@noble/curves/ed25519.js';
import { p256 } from '@noble/curves/nist.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
export default () => [ed25519, p256, secp256k1].map((curve) => {
  const secret = new Uint8Array(32).fill(7);
  const message = new Uint8Array([1, 2, 3]);
  const signature = curve.sign(message, secret);
  return [curve.verify(signature, message, curve.getPublicKey(secret)), curve.getPublicKey(secret).length, signature.length];
});
// => [[true,32,64],[true,33,64],[true,33,64]]
