import Promise from 'bluebird';
export default async () => [await Promise.map([1, 2, 3], (n) => Promise.delay(1).then(() => n * 2), { concurrency: 2 }), await Promise.props({ a: 1, b: Promise.resolve(2) })];
// => [[2,4,6],{"a":1,"b":2}]
