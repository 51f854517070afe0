// What the compute benchmark runs: eight kinds of work, each sized for 50 to 300 ms in an interpreter. Every case gives a
// number made from all it computed, so that nothing can be left out and engines can be checked against each other.
// Runs unchanged as a function of nsl and in node and qjs (inside.mjs).

// The same numbers everywhere: Math.random differs from run to run.
function make_random(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function checksum(text) {
  let sum = 0;
  for (let i = 0; i < text.length; ++i) sum = (Math.imul(sum, 31) + text.charCodeAt(i)) | 0;
  return sum;
}

const cases = {
  fib() {
    const fib = (n) => (n < 2 ? n : fib(n - 1) + fib(n - 2));
    return fib(28);
  },

  sort() {
    const random = make_random(1);
    const numbers = Array.from({ length: 100_000 }, random);
    numbers.sort((a, b) => a - b);
    return Math.floor(numbers[50_000] * 1e9);
  },

  json() {
    const orders = Array.from({ length: 500 }, (_, i) => ({ id: i, name: `order ${i}`, lines: [{ price: i * 1.25, count: i % 7 }], paid: i % 2 === 0 }));
    let text = JSON.stringify(orders);
    for (let i = 0; i < 60; ++i) text = JSON.stringify(JSON.parse(text));
    return checksum(text);
  },

  strings() {
    let sum = 0;
    for (let i = 0; i < 20_000; ++i) {
      const words = `the quick brown fox ${i} jumps over the lazy dog`.split(' ');
      sum += words.map((word) => word.toUpperCase() + word.slice(1, 3)).join('-').indexOf('LAZY');
      sum += `${i}`.padStart(8, '0').charCodeAt(3);
    }
    return sum;
  },

  maps() {
    const counts = new Map();
    for (let i = 0; i < 150_000; ++i) {
      const key = `k${(i * 7919) % 10_007}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    let sum = 0;
    for (const [key, count] of counts) sum += key.length * count;
    return sum;
  },

  regexp() {
    const line = '2026-11-22T16:33:42Z INFO user=alice@example.com request=GET /v1/functions/hello status=200 took=39us';
    let sum = 0;
    for (let i = 0; i < 4_000; ++i) {
      const [, year, month] = /^(\d{4})-(\d{2})-(\d{2})T/.exec(line);
      sum += Number(year) + Number(month) + line.replace(/(\w+)=(\S+)/g, '$2:$1').length;
      sum += /[\w.]+@[\w.]+\.(com|org)/.test(line) ? 1 : 0;
    }
    return sum;
  },

  bigint() {
    let a = 0n;
    let b = 1n;
    for (let i = 0; i < 12_000; ++i) [a, b] = [b, a + b];
    const modulus = 2n ** 255n - 19n;
    let power = 3n;
    for (let i = 0; i < 12_000; ++i) power = (power * power + 7n) % modulus;
    return Number((a ^ power) & 0xffff_ffffn);
  },

  typed_arrays() {
    const size = 160;
    const random = make_random(2);
    const a = Float64Array.from({ length: size * size }, random);
    const b = Float64Array.from({ length: size * size }, random);
    const product = new Float64Array(size * size);
    for (let row = 0; row < size; ++row) {
      for (let column = 0; column < size; ++column) {
        let sum = 0;
        for (let i = 0; i < size; ++i) sum += a[row * size + i] * b[i * size + column];
        product[row * size + column] = sum;
      }
    }
    return Math.floor(product.reduce((sum, value) => sum + value, 0));
  },
};

export const names = Object.keys(cases);

export default function ({ name }) {
  return cases[name]();
}
