// Metadata of an NFT (NEP-11) for wallets and marketplaces: what the contract says, joined with the document that its
// `tokenURI` names. Where both say something, the chain is right.
//
//   nsl function deploy examples/nft-metadata.js --allow-host ipfs.io
//   nsl invoke nft-metadata '{"contract":"0x12ab...","tokenId":"01"}'
//                                                  {"name":"Neo #1","owner":"0x34cd...",…}
const IPFS_GATEWAY = 'https://ipfs.io/ipfs/';

export default async function ({ contract, tokenId }, { neo }) {
  if (!/^([0-9a-f]{2}){1,64}$/.test(tokenId)) throw new TypeError('tokenId must be 1 to 64 bytes in hexadecimal');
  const id = Uint8Array.from(tokenId.match(/../g), (digits) => Number.parseInt(digits, 16));

  const [properties, owner] = await Promise.all([
    neo.call(contract, 'properties', [id]),
    neo.call(contract, 'ownerOf', [id]),
  ]);
  const onChain = Object.fromEntries([...properties].map(([name, value]) => [text(name), text(value)]));
  const { tokenURI, ...rest } = onChain;
  const offChain = tokenURI === undefined ? {} : await document(tokenURI);

  const all = { ...offChain, ...rest };
  return { ...all, ...(all.image && { image: https(all.image) }), contract, tokenId, owner: hashOf(owner) };
}

async function document(uri) {
  const response = await fetch(https(uri), { signal: AbortSignal.timeout(5_000) });
  if (!response.ok) throw new Error(`${uri} answers with ${response.status}`);
  const found = await response.json();
  if (found === null || typeof found !== 'object' || Array.isArray(found)) throw new TypeError(`${uri} is no object`);
  return found;
}

function https(uri) {
  return uri.startsWith('ipfs://') ? IPFS_GATEWAY + uri.slice('ipfs://'.length) : uri;
}

function text(value) {
  return value instanceof Uint8Array ? new TextDecoder('utf-8', { fatal: true }).decode(value) : String(value);
}

// As explorers write script hashes: the bytes of the contract backwards.
function hashOf(owner) {
  return `0x${[...owner].reverse().map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
