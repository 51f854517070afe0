import pLimit from 'p-limit';
export default async () => {
  const limit = pLimit(2);
  let active = 0;
  let most = 0;
  const work = (n) => limit(async () => { most = Math.max(most, ++active); await new Promise((r) => setTimeout(r, 5)); --active; return n * 2; });
  return [await Promise.all([1, 2, 3, 4].map(work)), most];
};
// => [[2,4,6,8],2]
