import { Effect, pipe, Option, Array as Arr } from 'effect';
const half = (n) => (n % 2 === 0 ? Effect.succeed(n / 2) : Effect.fail(`${n} is odd`));
const program = Effect.gen(function* () {
  const four = yield* half(8);
  const all = yield* Effect.all([half(4), half(6)], { concurrency: 2 });
  yield* Effect.sleep('5 millis');
  return [four, ...all];
});
export default async () => [await Effect.runPromise(program), await Effect.runPromise(Effect.flip(half(3))), pipe([1, 2, 3], Arr.map((n) => n + 1), Arr.head, Option.getOrElse(() => 0))];
// => [[4,2,3],"3 is odd",2]
