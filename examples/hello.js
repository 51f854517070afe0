// The smallest useful function: takes JSON, returns JSON.
//
//   nsl function deploy examples/hello.js
//   nsl invoke hello '{"name":"neo","x":21}'          {"hello":"neo","n":42}
//   nsl run examples/hello.js '{"name":"neo","x":21}' the same, without a server
export default async function (input, context) {
  const { name = "world", x = 0 } = input ?? {};
  console.log(`hello ${name}, this is ${context.execution.id}`);
  return { hello: name, n: 2 * x };
}
