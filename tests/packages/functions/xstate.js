import { createMachine, createActor, assign } from 'xstate';
const machine = createMachine({ context: { count: 0 }, initial: 'off', states: { off: { on: { TOGGLE: { target: 'on', actions: assign({ count: ({ context }) => context.count + 1 }) } } }, on: { after: { 10: 'off' }, on: { TOGGLE: 'off' } } } });
export default async () => {
  const actor = createActor(machine);
  const seen = [];
  actor.subscribe((state) => seen.push([state.value, state.context.count]));
  actor.start();
  actor.send({ type: 'TOGGLE' });
  await new Promise((go) => setTimeout(go, 30));
  return seen;
};
// => [["off",0],["on",1],["off",1]]
