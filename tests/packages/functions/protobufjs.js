import protobuf from 'protobufjs';
const root = protobuf.parse('syntax = "proto3"; message Token { string symbol = 1; uint64 supply = 2; repeated int32 list = 3; }').root;
export default () => { const Token = root.lookupType('Token'); const bytes = Token.encode(Token.create({ symbol: 'NEO', supply: 100000000, list: [1, -2] })).finish(); return [[...bytes], Token.toObject(Token.decode(bytes), { longs: String })]; };
// => [[10,3,78,69,79,16,128,194,215,47,26,11,1,254,255,255,255,255,255,255,255,255,1],{"symbol":"NEO","supply":"100000000","list":[1,-2]}]
