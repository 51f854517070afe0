import qs from 'qs';
export default () => [qs.parse('a[b][]=1&a[b][]=2&c=%20x'), qs.stringify({ f: { x: [1, 2] }, s: 'ü' })];
// => [{"a":{"b":["1","2"]},"c":" x"},"f%5Bx%5D%5B0%5D=1&f%5Bx%5D%5B1%5D=2&s=%C3%BC"]
