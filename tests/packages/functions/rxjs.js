import { firstValueFrom, from, interval, merge, of } from 'rxjs';
import { bufferCount, delay, map, mergeMap, reduce, take, toArray } from 'rxjs/operators';
export default async () => [
  await firstValueFrom(from([1, 2, 3, 4]).pipe(map((n) => n * 2), bufferCount(2), toArray())),
  await firstValueFrom(interval(10).pipe(take(3), reduce((sum, n) => sum + n, 0))),
  await firstValueFrom(merge(of('late').pipe(delay(5)), of('soon')).pipe(mergeMap((text) => [text, text.length]), toArray())),
];
// => [[[2,4],[6,8]],3,["soon",4,"late",4]]
