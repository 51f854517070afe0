// Commit and reveal: publish the commitment first, the value and salt later, and anyone can check that the value was
// fixed from the start. The salt comes from the execution's own randomness.
//
//   nsl function deploy examples/hash-commit.js
//   nsl invoke hash-commit '{"value":"heads"}'                                        {"commitment":"…","salt":"…"}
//   nsl invoke hash-commit '{"value":"heads","salt":"…","commitment":"…"}'            {"valid":true}
const SALT_BYTES = 32;

export default async function ({ value, salt, commitment }) {
  if (typeof value !== "string") throw new TypeError("value must be text");
  if (commitment !== undefined) return { valid: commitment === (await commit(value, salt)) };
  const fresh = hex(crypto.getRandomValues(new Uint8Array(SALT_BYTES)));
  return { commitment: await commit(value, fresh), salt: fresh };
}

// The salt has a fixed length, so no other pair of salt and value gives the same bytes.
async function commit(value, salt) {
  if (!/^[0-9a-f]{64}$/.test(salt)) throw new TypeError("salt must be 64 hexadecimal digits");
  return hex(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(salt + value)));
}

function hex(bytes) {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
