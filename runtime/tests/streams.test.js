check('gives chunks in order and then ends', async () => {
  let next = 0;
  const stream = new ReadableStream({ pull(controller) { if (++next > 3) controller.close(); else controller.enqueue(next); } });
  const reader = stream.getReader();
  const seen = [];
  for (let result; !(result = await reader.read()).done;) seen.push(result.value);
  equal([seen, stream.locked, await reader.read()], [[1, 2, 3], true, { value: undefined, done: true }]);
  await reader.closed;
});

check('pulls only as much as is wanted', async () => {
  let pulls = 0;
  const stream = new ReadableStream({ pull(controller) { controller.enqueue(++pulls); } }, { highWaterMark: 2 });
  await new Promise((resolve) => setTimeout(resolve, 1));
  equal(pulls, 2);
  await stream.getReader().read();
  await new Promise((resolve) => setTimeout(resolve, 1));
  equal(pulls, 3);
});

check('hands errors to readers', async () => {
  const stream = new ReadableStream({ pull() { throw new RangeError('broken'); } });
  await rejects(stream.getReader().read(), 'RangeError');
  await rejects(new Response(new ReadableStream({ start(controller) { controller.error(new RangeError('x')); } })).text(), 'RangeError');
});

check('cancels its source', async () => {
  let reason;
  const stream = new ReadableStream({ cancel(why) { reason = why; } });
  await stream.cancel('enough');
  equal(reason, 'enough');
  for await (const chunk of ReadableStream.from([1, 2, 3])) {
    equal(chunk, 1);
    break;
  }
});

check('allows one reader at a time', async () => {
  const stream = ReadableStream.from([1, 2]);
  const reader = stream.getReader();
  throws(() => stream.getReader(), 'TypeError');
  await rejects(stream.cancel(), 'TypeError');
  equal((await reader.read()).value, 1);
  reader.releaseLock();
  await rejects(reader.read(), 'TypeError');
  equal((await stream.getReader().read()).value, 2);
});

check('splits into two', async () => {
  const [one, other] = ReadableStream.from(['a', 'b']).tee();
  const all = async (stream) => { const list = []; for await (const chunk of stream) list.push(chunk); return list; };
  equal(await Promise.all([all(one), all(other)]), [['a', 'b'], ['a', 'b']]);
});
