import { XMLBuilder, XMLParser } from 'fast-xml-parser';
export default () => [new XMLParser({ ignoreAttributes: false }).parse('<a x="1"><b>2</b><b>t&amp;u</b></a>'), new XMLBuilder().build({ a: { b: [1, 2] } })];
// => [{"a":{"b":[2,"t&u"],"@_x":"1"}},"<a><b>1</b><b>2</b></a>"]
