import { CompactEncrypt, SignJWT, compactDecrypt, exportJWK, generateKeyPair, importJWK, jwtVerify } from 'jose';
export default async () => {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const jwt = await new SignJWT({ role: 'reader' }).setProtectedHeader({ alg: 'ES256' }).setIssuedAt().setExpirationTime('1h').setSubject('neo').sign(privateKey);
  const { payload } = await jwtVerify(jwt, await importJWK(await exportJWK(publicKey), 'ES256'));
  const secret = new Uint8Array(32).fill(1);
  const hs = await new SignJWT({}).setProtectedHeader({ alg: 'HS256' }).setIssuer('x').sign(secret);
  const jwe = await new CompactEncrypt(new TextEncoder().encode('hidden')).setProtectedHeader({ alg: 'dir', enc: 'A256GCM' }).encrypt(secret);
  const { plaintext } = await compactDecrypt(jwe, secret);
  const forged = await jwtVerify(`${jwt.slice(0, -4)}AAAA`, publicKey).catch((error) => error.code);
  return [payload.sub, payload.role, (await jwtVerify(hs, secret)).payload.iss, new TextDecoder().decode(plaintext), forged];
};
// => ["neo","reader","x","hidden","ERR_JWS_SIGNATURE_VERIFICATION_FAILED"]
