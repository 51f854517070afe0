import Ajv from 'ajv';
import formats from 'ajv-formats';
// ajv makes its validators with the Function constructor.
export default () => {
  const ajv = new Ajv({ allErrors: true });
  formats(ajv);
  const validate = ajv.compile({ type: 'object', required: ['mail'], properties: { mail: { type: 'string', format: 'email' }, age: { type: 'integer', minimum: 18 } }, additionalProperties: false });
  return [validate({ mail: 'a@b.co', age: 20 }), validate({ mail: 'nobody', age: 2, x: 1 }), validate.errors.map((error) => error.keyword).sort()];
};
// => [true,false,["additionalProperties","format","minimum"]]
