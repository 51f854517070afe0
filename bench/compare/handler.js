// What all three systems run. nsl takes it as it is; deno and workerd get it wrapped for HTTP (fetch.js).
export default function ({ name, x }) {
  return { hello: name, n: 2 * x };
}
