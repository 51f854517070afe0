import { JSONPath } from 'jsonpath-plus';
const json = { store: { book: [{ title: 'A', price: 8 }, { title: 'B', price: 22 }] } };
export default () => [JSONPath({ path: '$..title', json }), JSONPath({ path: '$.store.book[?(@.price > 10)].title', json })];
// => [["A","B"],["B"]]
