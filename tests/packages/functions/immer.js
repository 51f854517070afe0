import { enableMapSet, enablePatches, produce, produceWithPatches } from 'immer';
enableMapSet();
enablePatches();
export default () => {
  const base = { list: [{ n: 1 }], map: new Map([['a', { n: 1 }]]), set: new Set([1]) };
  const next = produce(base, (draft) => { draft.list[0].n++; draft.map.get('a').n = 5; draft.map.set('b', { n: 2 }); draft.set.add(2); });
  const [, patches] = produceWithPatches({ a: 1 }, (draft) => { draft.a = 2; });
  return [base.list[0].n, next.list[0].n, next.map.get('a').n, [...next.map.keys()], [...next.set], base.map.size, patches];
};
// => [1,2,5,["a","b"],[1,2],1,[{"op":"replace","path":["a"],"value":2}]]
