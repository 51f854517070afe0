import { parse, parseDocument, stringify } from 'yaml';
export default () => [parse('a: 1\nb: [x, "y"]\nc: &r {d: true}\ne: *r\n'), stringify({ list: [1, { two: 'x' }], text: 'a\nb' }), parseDocument('a: [').errors.length > 0];
// => [{"a":1,"b":["x","y"],"c":{"d":true},"e":{"d":true}},"list:\n  - 1\n  - two: x\ntext: |-\n  a\n  b\n",true]
