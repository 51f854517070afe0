import * as v from 'valibot';
const Login = v.object({ email: v.pipe(v.string(), v.email()), tries: v.optional(v.number(), 3) });
export default () => [v.parse(Login, { email: 'a@b.co' }), v.safeParse(Login, { email: 'x' }).issues.map((issue) => issue.message)];
// => [{"email":"a@b.co","tries":3},["Invalid email: Received \"x\""]]
