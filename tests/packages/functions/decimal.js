import { Decimal } from 'decimal.js';
export default () => [new Decimal('0.1').plus('0.2').toString(), new Decimal(2).sqrt().toFixed(30), Decimal.exp(1).toPrecision(10), `${new Decimal('1e-30')}`];
// => ["0.3","1.414213562373095048800000000000","2.718281828","1e-30"]
