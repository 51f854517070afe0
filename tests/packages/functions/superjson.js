import superjson from 'superjson';
export default () => {
  const value = { when: new Date(0), set: new Set([1]), map: new Map([['k', { big: 5n }]]), re: /x/g, nothing: undefined, error: new Error('e'), url: new URL('https://a.b/') };
  const back = superjson.parse(superjson.stringify(value));
  return [back.when instanceof Date, [...back.set], back.map.get('k').big.toString(), `${back.re}`, 'nothing' in back, back.error.message, back.url.href];
};
// => [true,[1],"5","/x/g",true,"e","https://a.b/"]
