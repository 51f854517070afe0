import * as R from 'ramda';
export default () => [R.pipe(R.filter((n) => n % 2), R.map(R.multiply(3)), R.sum)([1, 2, 3]), R.groupBy((s) => s[0], ['ab', 'ac', 'b']), R.path(['a', 0], { a: [5] }), R.equals({ a: [1] }, { a: [1] }), R.assocPath(['a', 'b'], 1, {})];
// => [12,{"a":["ab","ac"],"b":["b"]},5,true,{"a":{"b":1}}]
