// Asks several sources for a price at once and returns the median, so that one wrong or silent source cannot move it.
// A function reaches no host that its deployment does not name:
//
//   nsl function deploy examples/median-price.js --allow-host 127.0.0.1:9000
//   nsl invoke median-price
//   nsl invoke median-price '{"sources":["https://api.example.com/neo"],"field":"usd"}'
//
// Each source answers with a JSON object that has the price as a number, or as text, in the member `field`.
const STANDARD_SOURCES = ["a", "b", "c"].map((name) => `http://127.0.0.1:9000/${name}.json`);
const PATIENCE_MS = 5_000;

export default async function (input) {
  const { sources = STANDARD_SOURCES, field = "price" } = input ?? {};
  const answers = await Promise.allSettled(sources.map((url) => priceFrom(url, field)));

  const prices = [];
  const failed = [];
  answers.forEach((answer, i) => {
    if (answer.status === "fulfilled") {
      prices.push(answer.value);
    } else {
      console.warn(`${sources[i]}: ${answer.reason.message}`);
      failed.push(sources[i]);
    }
  });
  if (prices.length * 2 <= sources.length) throw new Error(`only ${prices.length} of ${sources.length} sources answered`);
  return { median: median(prices), prices, failed };
}

async function priceFrom(url, field) {
  const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) });
  if (!response.ok) throw new Error(`status ${response.status}`);
  const price = Number((await response.json())[field]);
  if (!Number.isFinite(price) || price <= 0) throw new Error(`no price in "${field}"`);
  return price;
}

function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
