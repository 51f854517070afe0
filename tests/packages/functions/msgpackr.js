import { pack, unpack } from 'msgpackr';
export default () => [unpack(pack({ a: [1, 'x', null], d: new Date(5), big: 2n ** 60n, b: new Uint8Array([1, 2]) })).a, pack({ a: 1 }).length, unpack(pack(new Date(5))).getTime()];
// => [[1,"x",null],6,5]
