import { addDays, differenceInCalendarDays, format, formatDistance, parseISO } from 'date-fns';
export default () => [format(addDays(parseISO('2026-02-27'), 2), 'yyyy-MM-dd EEEE'), differenceInCalendarDays(new Date(2026, 0, 1), new Date(2025, 0, 1)), formatDistance(new Date(2026, 0, 1), new Date(2026, 0, 4))];
// => ["2026-03-01 Sunday",365,"3 days"]
