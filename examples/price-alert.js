// Watches a price and tells a chat or an on-call service when it leaves a band or comes back. It keeps nothing itself:
// who calls it, a cron job say, hands back the `state` of the time before, so that each crossing is told once.
//
//   nsl function deploy examples/price-alert.js --allow-host api.example.com --allow-host hooks.example.com
//   nsl secret set ALERT_TOKEN < token.txt
//   nsl secret grant ALERT_TOKEN --function price-alert --host hooks.example.com
//   nsl invoke price-alert @watch.json             {"price":16.2,"state":"above","told":true}
//
// watch.json: {"source":"https://api.example.com/neo","hook":"https://hooks.example.com/x","below":10,"above":15}
const PATIENCE_MS = 5_000;

export default async function (input, { execution, secrets }) {
  const { source, field = 'price', hook, below, above, state = 'inside' } = input;
  if (!(below < above)) throw new RangeError('below must be less than above');
  const price = await priceFrom(source, field);
  const now = price < below ? 'below' : price > above ? 'above' : 'inside';
  if (now === state) return { price, state, told: false };

  const answer = await fetch(hook, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${secrets.reference('ALERT_TOKEN')}`,  // filled in on the way out
      'idempotency-key': execution.id,
    },
    body: JSON.stringify({ text: `the price is ${price}: ${now}, was ${state}`, price, state: now }),
  });
  // Without a result the caller keeps the old state, and the crossing is told the next time.
  if (!answer.ok) throw new Error(`nobody was told: status ${answer.status}`);
  return { price, state: now, told: true };
}

async function priceFrom(source, field) {
  const response = await fetch(source, { signal: AbortSignal.timeout(PATIENCE_MS) });
  if (!response.ok) throw new Error(`no price: status ${response.status}`);
  const price = Number((await response.json())[field]);
  if (!Number.isFinite(price) || price <= 0) throw new Error(`no price in "${field}"`);
  return price;
}
