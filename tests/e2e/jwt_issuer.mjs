// An issuer of JSON Web Tokens on the loopback, for jwt.sh. Writes its URL into the file it is given.
//   GET /.well-known/openid-configuration, /keys     what issuers publish
//   GET /token?sub=alice&aud=nsl&life=3600           a token; life in seconds
//   GET /rotate                                      a new key takes the place of the old one
import { createServer } from "node:http";
import { generateKeyPairSync, sign } from "node:crypto";
import { renameSync, writeFileSync } from "node:fs";

let number = 0;
let key = makeKey();
let url = "";

function makeKey() {
  number += 1;
  return { id: `key-${number}`, ...generateKeyPairSync("ec", { namedCurve: "P-256" }) };
}

const encoded = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

function token(query) {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: url, sub: query.get("sub"), aud: query.get("aud"), iat: now, exp: now + Number(query.get("life")) };
  const text = `${encoded({ alg: "ES256", typ: "JWT", kid: key.id })}.${encoded(claims)}`;
  const signature = sign("sha256", Buffer.from(text), { key: key.privateKey, dsaEncoding: "ieee-p1363" });
  return `${text}.${signature.toString("base64url")}`;
}

const pages = {
  "/.well-known/openid-configuration": () => JSON.stringify({ issuer: url, jwks_uri: `${url}/keys` }),
  "/keys": () =>
    JSON.stringify({ keys: [{ ...key.publicKey.export({ format: "jwk" }), kid: key.id, use: "sig", alg: "ES256" }] }),
  "/token": token,
  "/rotate": () => {
    key = makeKey();
    return key.id;
  },
};

const server = createServer((request, response) => {
  const asked = new URL(request.url, url);
  const page = pages[asked.pathname];
  response.statusCode = page ? 200 : 404;
  response.end(page ? page(asked.searchParams) : "");
});
server.listen(0, "127.0.0.1", () => {
  url = `http://127.0.0.1:${server.address().port}`;
  writeFileSync(`${process.argv[2]}.new`, url);
  renameSync(`${process.argv[2]}.new`, process.argv[2]);
});
