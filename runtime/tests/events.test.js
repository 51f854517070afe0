check('calls listeners in order, once when wanted, and not after removal', () => {
  const target = new EventTarget();
  const seen = [];
  const removed = () => seen.push('removed');
  target.addEventListener('x', () => seen.push(1));
  target.addEventListener('x', () => seen.push('once'), { once: true });
  target.addEventListener('x', () => target.removeEventListener('x', removed));
  target.addEventListener('x', removed);
  target.addEventListener('x', { handleEvent(event) { seen.push(event.type, event.target === target, this !== undefined); } });
  target.dispatchEvent(new Event('x'));
  target.dispatchEvent(new Event('x'));
  equal(seen, [1, 'once', 'x', true, true, 1, 'x', true, true]);
});

check('ignores the same listener twice', () => {
  const target = new EventTarget();
  let calls = 0;
  const listener = () => ++calls;
  target.addEventListener('x', listener);
  target.addEventListener('x', listener);
  target.addEventListener('x', listener, true);
  target.dispatchEvent(new Event('x'));
  equal(calls, 2);
});

check('tells whether an event was cancelled', () => {
  const target = new EventTarget();
  target.addEventListener('x', (event) => event.preventDefault());
  equal([target.dispatchEvent(new Event('x')), target.dispatchEvent(new Event('x', { cancelable: true }))], [true, false]);
  const passive = new EventTarget();
  passive.addEventListener('x', (event) => event.preventDefault(), { passive: true });
  equal(passive.dispatchEvent(new Event('x', { cancelable: true })), true);
});

check('stops at stopImmediatePropagation', () => {
  const target = new EventTarget();
  const seen = [];
  target.addEventListener('x', (event) => { seen.push(1); event.stopImmediatePropagation(); });
  target.addEventListener('x', () => seen.push(2));
  target.dispatchEvent(new Event('x'));
  equal(seen, [1]);
});

check('refuses to dispatch what is no event or is under way', () => {
  const target = new EventTarget();
  throws(() => target.dispatchEvent({ type: 'x' }), 'TypeError');
  let error;
  target.addEventListener('x', (event) => { try { target.dispatchEvent(event); } catch (caught) { error = caught; } });
  target.dispatchEvent(new Event('x'));
  equal(error.name, 'InvalidStateError');
});

check('carries details and can be subclassed', () => {
  class Mine extends CustomEvent { constructor() { super('mine', { detail: { a: 1 } }); this.own = 2; } }
  const event = new Mine();
  equal([event.type, event.detail.a, event.own, event instanceof Event, event.bubbles], ['mine', 1, 2, true, false]);
  class Bus extends EventTarget { emit() { return this.dispatchEvent(new Mine()); } }
  equal(new Bus().emit(), true);
});

check('aborts once, with a reason', () => {
  const controller = new AbortController();
  const seen = [];
  controller.signal.onabort = (event) => seen.push(event.type);
  controller.signal.addEventListener('abort', () => seen.push(controller.signal.reason));
  controller.signal.throwIfAborted();
  controller.abort('why');
  controller.abort('again');
  equal([seen, controller.signal.aborted], [['abort', 'why'], true]);
  equal(AbortSignal.abort().reason.name, 'AbortError');
  throws(() => AbortSignal.abort().throwIfAborted(), 'AbortError');
  throws(() => new AbortSignal(), 'TypeError');
});

check('aborts after a time and when any signal does', async () => {
  const timeout = AbortSignal.timeout(20);
  const other = new AbortController();
  const any = AbortSignal.any([timeout, other.signal]);
  const before = Date.now();
  await new Promise((resolve) => any.addEventListener('abort', resolve));
  equal([any.reason.name, Date.now() - before, any.reason === timeout.reason], ['TimeoutError', 20, true]);
  equal(AbortSignal.any([AbortSignal.abort(1)]).reason, 1);
});

check('removes a listener when its signal aborts', () => {
  const target = new EventTarget();
  const controller = new AbortController();
  let calls = 0;
  target.addEventListener('x', () => ++calls, { signal: controller.signal });
  target.dispatchEvent(new Event('x'));
  controller.abort();
  target.dispatchEvent(new Event('x'));
  equal(calls, 1);
});
