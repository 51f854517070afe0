import jsonata from 'jsonata';
export default () => jsonata('$sum(orders[paid=true].(price * quantity)) & " " & $uppercase(name)').evaluate({ name: 'neo', orders: [{ price: 2, quantity: 3, paid: true }, { price: 9, quantity: 1, paid: false }, { price: 1, quantity: 4, paid: true }] });
// => "10 NEO"
