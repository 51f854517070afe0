// Splits an amount by weights without losing or making a single unit: what division leaves over goes, one unit each,
// to those with the largest remainders. TypeScript with an import; nsl bundles it, and a stack trace still names the
// lines of these files.
//
//   nsl function deploy examples/split-payment.ts
//   nsl invoke split-payment '{"amount":"10","shares":{"ann":1,"bo":1,"cy":1}}'
//                                                  {"ann":"3.33333334","bo":"3.33333333","cy":"3.33333333"}
import { formatAmount, parseAmount } from "./lib/amount";

interface Payment {
  amount: string;
  shares: Record<string, number>;
}

export default function splitPayment({ amount, shares }: Payment): Record<string, string> {
  const total = parseAmount(amount);
  const weights = Object.entries(shares).map(([name, weight]) => ({ name, weight: BigInt(weight) }));
  const sum = weights.reduce((all, { weight }) => all + weight, 0n);
  if (sum <= 0n || weights.some(({ weight }) => weight < 0n)) throw new RangeError("shares must be positive whole numbers");

  const parts = weights.map(({ name, weight }) => ({
    name,
    units: (total * weight) / sum,
    remainder: (total * weight) % sum,
  }));
  let left = total - parts.reduce((all, { units }) => all + units, 0n);
  for (const part of parts.toSorted((a, b) => (a.remainder < b.remainder ? 1 : a.remainder > b.remainder ? -1 : 0))) {
    if (left-- <= 0n) break;
    part.units += 1n;
  }
  return Object.fromEntries(parts.map(({ name, units }) => [name, formatAmount(units)]));
}
