import _ from 'underscore';
export default () => [_.groupBy([1.3, 2.1, 2.4], Math.floor), _.template('hi <%= name %>')({ name: 'neo' }), _.chain([3, 1, 2]).sortBy().map((n) => n * 2).value(), _.isEqual({ a: [1] }, { a: [1] })];
// => [{"1":[1.3],"2":[2.1,2.4]},"hi neo",[2,4,6],true]
