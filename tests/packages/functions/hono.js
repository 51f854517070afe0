import { Hono } from 'hono';
const app = new Hono();
app.use(async (c, next) => { await next(); c.header('x-seen', '1'); });
app.get('/hello/:name', (c) => c.json({ hello: c.req.param('name'), q: c.req.query('q') }));
app.post('/echo', async (c) => c.text((await c.req.json()).a, 201));
app.onError((error, c) => c.text(error.message, 500));
app.get('/fail', () => { throw new Error('broken'); });
export default async () => {
  const one = await app.request('/hello/neo?q=1');
  const two = await app.request('/echo', { method: 'POST', body: '{"a":"b"}' });
  const three = await app.request('/nowhere');
  return [one.status, await one.json(), one.headers.get('x-seen'), two.status, await two.text(), three.status, await (await app.request('/fail')).text()];
};
// => [200,{"hello":"neo","q":"1"},"1",201,"b",404,"broken"]
