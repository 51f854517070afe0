import * as yaml from 'js-yaml';
export default () => {
  let where;
  try { yaml.load('a: [1'); } catch (error) { where = [error.name, error.mark.line]; }
  return [yaml.load('a: &x [1, 2]\nb: *x\nc: |\n  text\n  more\nd: 2026-01-01\n'), yaml.dump({ list: [1, { two: true }], text: 'a: b' }), where];
};
// => [{"a":[1,2],"b":[1,2],"c":"text\nmore\n","d":"2026-01-01"},"list:\n  - 1\n  - two: true\ntext: 'a: b'\n",["YAMLException",0]]
