// Draws winners from a list, every order equally likely, and gives the draw an id and a digest of who took part.
// Randomness is recorded with the execution, so the same draw can be made again and checked.
//
//   nsl function deploy examples/draw-winners.js
//   nsl invoke draw-winners '{"entrants":["ann","bo","cy","di"],"winners":2}'
export default async function ({ entrants, winners = 1 }) {
  if (!Array.isArray(entrants) || new Set(entrants).size !== entrants.length) throw new TypeError("entrants must be a list without repeats");
  if (!Number.isInteger(winners) || winners < 1 || winners > entrants.length) throw new RangeError(`winners must be 1 to ${entrants.length}`);

  const pool = entrants.toSorted();
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(JSON.stringify(pool)));
  // Fisher-Yates, as far as it is needed.
  for (let i = 0; i < winners; i++) {
    const j = i + below(pool.length - i);
    [pool[i], pool[j]] = [pool[j], pool[i]];
  }
  return {
    draw: crypto.randomUUID(),
    winners: pool.slice(0, winners),
    entrants_sha256: btoa(String.fromCharCode(...new Uint8Array(digest))),
  };
}

// A whole number from 0 to limit - 1. Values from the incomplete last stretch of the range would favour small numbers,
// so they are thrown away.
function below(limit) {
  const range = 2 ** 32;
  const end = range - (range % limit);
  const word = new Uint32Array(1);
  do crypto.getRandomValues(word);
  while (word[0] >= end);
  return word[0] % limit;
}
