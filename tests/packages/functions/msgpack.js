import { encode, decode } from '@msgpack/msgpack';
export default () => {
  const value = { name: 'neo', list: [1, -2, 3.5, 2 ** 40], nested: { yes: true, none: null }, text: 'ünïcode'.repeat(20) };
  const bytes = encode(value);
  return [bytes.length, decode(bytes), [...encode([new Uint8Array([1, 2])])]];
};
// => [242,{"name":"neo","list":[1,-2,3.5,1099511627776],"nested":{"yes":true,"none":null},"text":"ünïcodeünïcodeünïcodeünïcodeünïcodeünïcodeünïcodeünïcodeünïcodeünïcodeünïcodeünïcodeünïcodeünïcodeünïcodeünïcodeünïcodeünïcodeünïcodeünïcode"},[145,196,2,1,2]]
