import _ from 'lodash';
export default () => [_.chunk([1, 2, 3], 2), _.groupBy(['one', 'two', 'three'], 'length'), _.template('Hi <%= name %>')({ name: 'Neo' }), _.merge({ a: { b: 1 } }, { a: { c: 2 } })];
// => [[[1,2],[3]],{"3":["one","two"],"5":["three"]},"Hi Neo",{"a":{"b":1,"c":2}}]
