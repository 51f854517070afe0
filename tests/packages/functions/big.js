import Big from 'big.js';
export default () => [new Big('123.456').times('7.89').toFixed(2), Big(1).div(3).toString(), Big('5e20').cmp('5e19')];
// => ["974.07","0.33333333333333333333",1]
