import { graphql, buildSchema, parse, print } from 'graphql';
const schema = buildSchema('type Query { price(symbol: String!): Float, all: [Token!]! } type Token { symbol: String! supply: Int }');
const root = { price: ({ symbol }) => symbol.length * 1.5, all: async () => [{ symbol: 'NEO', supply: 100 }, { symbol: 'GAS', supply: () => 60 }] };
export default async () => [await graphql({ schema, source: '{ price(symbol: "NEO") all { symbol supply } }', rootValue: root }), (await graphql({ schema, source: '{ nothing }' })).errors[0].message, print(parse('query Q($a:Int){b(c:$a){d}}'))];
// => [{"data":{"price":4.5,"all":[{"symbol":"NEO","supply":100},{"symbol":"GAS","supply":60}]}},"Cannot query field \"nothing\" on type \"Query\".","query Q($a: Int) {\n  b(c: $a) {\n    d\n  }\n}"]
