import { DateTime, Duration, Interval } from 'luxon';
export default () => [
  DateTime.fromISO('2026-01-31T10:00:00Z', { zone: 'utc' }).plus({ months: 1 }).toISO(),
  Duration.fromObject({ hours: 1, minutes: 90 }).normalize().toISO(),
  Interval.fromDateTimes(DateTime.utc(2026, 1, 1), DateTime.utc(2026, 1, 3)).length('days'),
];
// => ["2026-02-28T10:00:00.000Z","PT2H30M",2]
