const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

check('runs timers by time, then by order of making, after all promise jobs', async () => {
  const order = [];
  const note = (name) => () => order.push(name);
  setTimeout(note('5'), 5);
  setTimeout(note('0a'), 0);
  setTimeout(note('2'), 2);
  setTimeout(note('0b'));
  setImmediate(note('0c'));
  queueMicrotask(note('microtask'));
  Promise.resolve().then(() => {}).then(() => {}).then(note('third job'));
  await sleep(10);
  equal(order, ['microtask', 'third job', '0a', '0b', '0c', '2', '5']);
});

check('moves time by the delay and by nothing else', async () => {
  const start = Date.now();
  for (let i = 0; i < 1e5; ++i);
  await sleep(0);
  equal(Date.now() - start, 0);
  await sleep(30);
  equal([Date.now() - start, performance.now(), new Date().getTime() - start], [30, 30, 30]);
});

check('passes arguments and clears timers', async () => {
  const seen = [];
  setTimeout((a, b) => seen.push(a, b), 1, 'a', 'b');
  const gone = setTimeout(() => seen.push('gone'), 1);
  clearTimeout(gone);
  clearTimeout(undefined);
  clearTimeout(12345);
  await sleep(2);
  equal(seen, ['a', 'b']);
});

check('repeats intervals until they are cleared', async () => {
  const times = [];
  const start = Date.now();
  await new Promise((resolve) => {
    const id = setInterval(() => {
      times.push(Date.now() - start);
      if (times.length === 3) {
        clearInterval(id);
        resolve();
      }
    }, 10);
  });
  await sleep(50);
  equal(times, [10, 20, 30]);
});

check('treats odd delays as the shortest and refuses odd callbacks', async () => {
  const start = Date.now();
  for (const delay of [-5, NaN, 'x', undefined, null, 0.9]) await sleep(delay);
  equal(Date.now() - start, 0);
  throws(() => setTimeout('code'), 'TypeError');
});

check('lets time move for code that polls without delay', async () => {
  let done = false;
  const start = Date.now();
  setTimeout(() => { done = true; }, 20);
  let turns = 0;
  while (!done) {
    await sleep(0);
    ++turns;
  }
  ok(turns > 1000 && Date.now() - start >= 20, `${turns} turns`);
});

check('shares one host call among waiting timers', async (context) => {
  await Promise.all([sleep(50), sleep(50), sleep(50), sleep(50)]);
  equal(performance.now(), 50);
});
