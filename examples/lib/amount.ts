// Token amounts with eight decimals, such as GAS: decimal text outside, whole numbers of the smallest unit inside, so
// that nothing is ever rounded.
const DECIMALS = 8;

export function parseAmount(text: string): bigint {
  const match = /^(\d+)(?:\.(\d{1,8}))?$/.exec(text);
  if (!match) throw new TypeError(`"${text}" is not an amount`);
  return BigInt(match[1] + (match[2] ?? "").padEnd(DECIMALS, "0"));
}

export function formatAmount(units: bigint): string {
  const digits = units.toString().padStart(DECIMALS + 1, "0");
  const fraction = digits.slice(-DECIMALS).replace(/0+$/, "");
  return digits.slice(0, -DECIMALS) + (fraction && `.${fraction}`);
}
