// Seeded randomness: the same seed gives the same requests.

/** xorshift128 (Marsaglia, 2003), filled from a seed and the number of the connection. */
export class Random {
  constructor(seed, stream) {
    this.state = new Uint32Array([seed, stream, 0x9e3779b9, 0x7f4a7c15]);
    for (let i = 0; i < 20; ++i) this.bits();
  }

  bits() {
    const s = this.state;
    let t = s[3];
    t ^= t << 11;
    t ^= t >>> 8;
    s[3] = s[2];
    s[2] = s[1];
    s[1] = s[0];
    s[0] ^= t ^ (s[0] >>> 19);
    return s[0];
  }

  below(bound) {
    return this.bits() % bound;
  }

  /** True one time in n. */
  once_in(n) {
    return this.below(n) === 0;
  }

  of(list) {
    return list[this.below(list.length)];
  }

  /** One of [weight, value] pairs. */
  weighted(pairs) {
    let left = this.below(pairs.reduce((sum, [weight]) => sum + weight, 0));
    for (const [weight, value] of pairs) if ((left -= weight) < 0) return value;
    throw new Error('no weights');
  }
}
