import dayjs from 'dayjs';
import utc from 'dayjs/plugin/utc';
import relative from 'dayjs/plugin/relativeTime';
dayjs.extend(utc);
dayjs.extend(relative);
export default () => [dayjs.utc('2026-01-31').add(1, 'month').format('YYYY-MM-DD'), dayjs('2026-01-01').from('2026-01-03'), dayjs.utc(0).toISOString()];
// => ["2026-02-28","2 days ago","1970-01-01T00:00:00.000Z"]
