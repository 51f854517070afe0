import { Liquid } from 'liquidjs';
const engine = new Liquid();
export default async () => [await engine.parseAndRender('{% for p in items %}{{ p.name | upcase }}: {{ p.price | times: 2 }}{% unless forloop.last %}, {% endunless %}{% endfor %}', { items: [{ name: 'neo', price: 5 }, { name: 'gas', price: 2 }] }), engine.parseAndRenderSync('{{ "a-b" | split: "-" | join: "+" }}')];
// => ["NEO: 10, GAS: 4","a+b"]
