// An issuer of JSON Web Tokens on the loopback, for jwt.sh. Writes its URL into the file it is given.
//   GET /.well-known/openid-configuration, /keys     what issuers publish
//   GET /token?sub=alice&aud=nsl&life=3600           a token; life in seconds
//   POST /device, /device/token                      a sign-in on another device (RFC 8628): pending once, then a token
//                                                    for the client "nsl", a refusal for the client "denied"
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

const discovery = (issuer) => ({
  issuer,
  jwks_uri: `${url}/keys`,
  device_authorization_endpoint: `${url}/device`,
  token_endpoint: `${url}/device/token`,
});

let polls = 0;
const forms = {
  "/device": (form) => {
    polls = 0;
    const uri = `${url}/activate`;
    const device = { device_code: `device of ${form.get("client_id")}`, user_code: "WDJB-MJHT", verification_uri: uri };
    return [200, { ...device, verification_uri_complete: `${uri}?user_code=WDJB-MJHT`, expires_in: 600, interval: 1 }];
  },
  "/device/token": (form) => {
    const client = form.get("client_id");
    const right = form.get("grant_type") === "urn:ietf:params:oauth:grant-type:device_code";
    if (!right || form.get("device_code") !== `device of ${client}`) return [400, { error: "invalid_grant" }];
    polls += 1;
    if (polls === 1) return [400, { error: "authorization_pending" }];
    if (client === "denied") return [400, { error: "access_denied" }];
    return [200, { id_token: token(new URLSearchParams({ sub: "alice", aud: client, life: "3600" })), token_type: "Bearer" }];
  },
};

async function answerForm(request, response, form) {
  let body = "";
  for await (const chunk of request) body += chunk;
  const [status, answer] = form(new URLSearchParams(body));
  response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(answer));
}

const pages = {
  "/.well-known/openid-configuration": () => JSON.stringify(discovery(url)),
  "/other/.well-known/openid-configuration": () => JSON.stringify(discovery(url)),
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
  const form = forms[asked.pathname];
  if (form && request.method === "POST") return answerForm(request, response, form);
  const page = pages[asked.pathname];
  response.statusCode = page ? 200 : 404;
  response.end(page ? page(asked.searchParams) : "");
});
server.listen(0, "127.0.0.1", () => {
  url = `http://127.0.0.1:${server.address().port}`;
  writeFileSync(`${process.argv[2]}.new`, url);
  renameSync(`${process.argv[2]}.new`, process.argv[2]);
});
