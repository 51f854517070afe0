import Joi from 'joi';
const schema = Joi.object({ name: Joi.string().alphanum().min(3).required(), age: Joi.number().integer().min(0), email: Joi.string().email({ tlds: false }) });
export default () => [schema.validate({ name: 'neo', age: '7' }).value, schema.validate({ name: 'x', email: 'a@b' }, { abortEarly: false }).error.details.map((detail) => detail.message)];
// => [{"name":"neo","age":7},["\"name\" length must be at least 3 characters long","\"email\" must be a valid email"]]
