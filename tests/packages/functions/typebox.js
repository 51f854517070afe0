import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
const Order = Type.Object({ id: Type.String({ minLength: 2 }), amount: Type.Number({ minimum: 0 }), note: Type.Optional(Type.String()) });
export default () => [Value.Check(Order, { id: 'ab', amount: 1 }), [...Value.Errors(Order, { id: 'a', amount: -1 })].map((error) => error.path), Value.Convert(Order, { id: 12, amount: '5' }), Value.Create(Type.Array(Type.Integer(), { minItems: 2 }))];
// => [true,["/id","/amount"],{"id":"12","amount":5},[0,0]]
