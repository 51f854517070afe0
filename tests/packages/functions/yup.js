import * as yup from 'yup';
const schema = yup.object({ name: yup.string().trim().required(), age: yup.number().positive().integer(), since: yup.date().default(() => new Date(0)) });
export default async () => {
  const errors = await schema.validate({ age: -1.5 }, { abortEarly: false }).catch((error) => error.errors);
  return [await schema.validate({ name: ' neo ', age: '3' }), errors.toSorted()];
};
// => [{"since":"1970-01-01T00:00:00.000Z","age":3,"name":"neo"},["age must be a positive number","age must be an integer","name is a required field"]]
