import Papa from 'papaparse';
export default () => [Papa.parse('name,age\n"Neo, the one",37\nTrinity,35', { header: true, dynamicTyping: true }).data, Papa.unparse([{ a: 1, b: 'x"y' }])];
// => [[{"name":"Neo, the one","age":37},{"name":"Trinity","age":35}],"a,b\r\n1,\"x\"\"y\""]
