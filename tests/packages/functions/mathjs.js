import { create, all } from 'mathjs';
const math = create(all);
export default () => [math.evaluate('sqrt(3^2 + 4^2)'), math.format(math.inv(math.matrix([[1, 2], [3, 4]])), 6), math.derivative('x^2 + 3x', 'x').toString(), math.unit('5 cm').to('mm').toString(), math.bignumber('0.1').plus('0.2').toString(), math.evaluate('mean([1, 2, 3, 4])')];
// => [5,"[[-2, 1], [1.5, -0.5]]","2 * x + 3","50 mm","0.3",2.5]
