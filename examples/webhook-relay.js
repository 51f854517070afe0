// Takes a signed webhook, checks signature and age, and passes on what matters to a system that wants another credential.
// The sender knows one key, the receiver another, and neither is in this code.
//
//   nsl function deploy examples/webhook-relay.js --allow-host tickets.example.com
//   nsl secret set WEBHOOK_KEY < webhook-key.txt
//   nsl secret grant WEBHOOK_KEY --function webhook-relay --exposure value
//   nsl secret set TICKETS_TOKEN < token.txt
//   nsl secret grant TICKETS_TOKEN --function webhook-relay --host tickets.example.com
//   nsl invoke webhook-relay @received.json        {"passed_on":true,"type":"payment.failed"}
//
// received.json: {"body":"{\"type\":…}","signature":"t=1767225600,v1=5257…","target":"https://tickets.example.com/x"}
//
// `signature` is HMAC-SHA-256 over "TIME.BODY" in hexadecimal, with the time in Unix seconds, as many payment services
// write it. `body` is the text as it was received: JSON that was parsed and written again has another signature.
const AGE_SECONDS_MAX = 300;
const PASSED_ON = ['payment.failed', 'payment.disputed'];

export default async function ({ body, signature, target }, { execution, secrets }) {
  await check(body, signature, await secrets.get('WEBHOOK_KEY'));
  const event = JSON.parse(body);
  if (!PASSED_ON.includes(event.type)) return { passed_on: false, type: event.type };

  const answer = await fetch(target, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${secrets.reference('TICKETS_TOKEN')}`,
      'idempotency-key': event.id ?? execution.id,  // senders repeat what was not answered
    },
    body: JSON.stringify({ title: `${event.type}: ${event.id}`, details: event.data }),
  });
  if (!answer.ok) throw new Error(`the receiver answers with ${answer.status}`);
  return { passed_on: true, type: event.type };
}

async function check(body, signature, secret) {
  const { t, v1 } = Object.fromEntries(signature.split(',').map((part) => part.split('=')));
  if (!/^\d{1,12}$/.test(t) || !/^[0-9a-f]{64}$/.test(v1)) throw new TypeError('the signature must be t=…,v1=…');
  if (Math.abs(Date.now() / 1_000 - Number(t)) > AGE_SECONDS_MAX) throw new RangeError('the webhook is too old');

  const utf8 = new TextEncoder();
  const hmac = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', utf8.encode(secret), hmac, false, ['verify']);
  const mac = Uint8Array.from(v1.match(/../g), (digits) => Number.parseInt(digits, 16));
  const right = await crypto.subtle.verify('HMAC', key, mac, utf8.encode(`${t}.${body}`));
  if (!right) throw new Error('the signature is wrong');
}
