// Against a service that lets a token ask five times a second: NSL_URL and NSL_TOKEN say which.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NslClient } from '../dist/index.js';

const { NSL_URL: url, NSL_TOKEN: token } = process.env;
const ask = (nsl) => Promise.allSettled(Array.from({ length: 15 }, () => nsl.whoami()));

test('what is asked too often is refused, and gets through when it is asked again as the service says', async () => {
  const refused = (await ask(new NslClient({ url, token, retries: 0 }))).filter(({ status }) => status === 'rejected');
  assert.ok(refused.length > 0);
  for (const { reason } of refused) {
    assert.equal(reason.code, 'too_many_requests');
    assert.ok(reason.retryAfterMs > 0);
  }
  const patient = await ask(new NslClient({ url, token, retries: 9 }));
  assert.deepEqual(patient.filter(({ status }) => status === 'rejected'), []);
});
