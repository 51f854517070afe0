// A contract with one NFT, written by hand: `properties(tokenId)` and `ownerOf(tokenId)` of NEP-11. Prints the NEF file in
// hexadecimal and the manifest, a line each.
//   node nft_contract.mjs OWNER_HASH NAME=TEXT…
import { createHash } from 'node:crypto';

const [owner, ...properties] = process.argv.slice(2);
const push = (bytes) => Buffer.concat([Buffer.from([0x0c, bytes.length]), bytes]);  // PUSHDATA1
const begin = Buffer.from([0x57, 0x00, 0x01]);  // INITSLOT: no variables, one argument
const end = Buffer.from([0x40]);  // RET

const pairs = properties.map((pair) => pair.split(/=(.*)/s));
const properties_of = Buffer.concat([
  begin,
  ...pairs.flatMap(([name, text]) => [push(Buffer.from(text)), push(Buffer.from(name))]),
  Buffer.from([0x10 + pairs.length, 0xbe]),  // PUSHn, PACKMAP
  end,
]);
const owner_of = Buffer.concat([begin, push(Buffer.from(owner.replace(/^0x/, ''), 'hex').reverse()), end]);
const script = Buffer.concat([properties_of, owner_of]);

const head = Buffer.alloc(4 + 64);
head.writeUInt32LE(0x3346454e);
head.write('by hand', 4);
const length = Buffer.from([0xfd, script.length & 0xff, script.length >> 8]);
const source_tokens_and_reserve = Buffer.alloc(1 + 1 + 1 + 2);
const body = Buffer.concat([head, source_tokens_and_reserve, script.length < 0xfd ? Buffer.from([script.length]) : length, script]);
const sha256 = (bytes) => createHash('sha256').update(bytes).digest();
console.log(Buffer.concat([body, sha256(sha256(body)).subarray(0, 4)]).toString('hex'));

const parameters = [{ name: 'tokenId', type: 'ByteArray' }];
const method = (name, offset, returntype) => ({ name, offset, parameters, returntype, safe: true });
console.log(JSON.stringify({
  name: 'OneNft', groups: [], features: {}, supportedstandards: [], permissions: [], trusts: [], extra: null,
  abi: { methods: [method('properties', 0, 'Map'), method('ownerOf', properties_of.length, 'Hash160')], events: [] },
}));
