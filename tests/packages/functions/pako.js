import * as pako from 'pako';
export default () => {
  const packed = pako.deflate('text '.repeat(50));
  return [packed.length < 40, pako.inflate(packed, { toText: true, to: 'string' }).slice(0, 9)];
};
// => [true,"text text"]
