import { hmac } from '@noble/hashes/hmac.js';
import { ripemd160 } from '@noble/hashes/legacy.js';
import { pbkdf2 } from '@noble/hashes/pbkdf2.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
export default () => [sha256(utf8ToBytes('abc')), keccak_256(new Uint8Array()), ripemd160(utf8ToBytes('abc')), hmac(sha512, utf8ToBytes('k'), utf8ToBytes('m')).slice(0, 8), pbkdf2(sha256, 'p', 's', { c: 2, dkLen: 8 })].map(bytesToHex);
// => ["ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad","c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470","8eb208f7e05d987a9b044a8e98c6b087f15a0bfc","94ec958658ae2d2e","1998f3d3f22119b7"]
