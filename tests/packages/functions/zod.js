import { z } from 'zod';
const Order = z.object({ id: z.uuid(), amount: z.coerce.number().positive(), tags: z.array(z.string()).default([]), when: z.iso.datetime() });
export default () => {
  const good = Order.parse({ id: '0195c2b5-0000-7000-8000-000000000000', amount: '5', when: '2026-01-01T00:00:00Z' });
  const bad = Order.safeParse({ id: 'x', amount: -1 });
  return [good.amount, good.tags, bad.success, bad.error.issues.map((issue) => issue.path[0]), z.toJSONSchema(z.object({ a: z.string() })).type];
};
// => [5,[],false,["id","amount","when"],"object"]
