import { LRUCache } from 'lru-cache';
export default () => {
  const cache = new LRUCache({ max: 2, ttl: 1000 });
  cache.set('a', 1).set('b', 2);
  cache.get('a');
  cache.set('c', 3);
  return [cache.has('a'), cache.has('b'), cache.size];
};
// => [true,false,2]
