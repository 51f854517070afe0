import { parse } from 'csv-parse/browser/esm/sync';
export default () => parse('a,b\n1,"x, y"\n', { columns: true });
// => [{"a":"1","b":"x, y"}]
