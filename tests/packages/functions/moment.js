import moment from 'moment';
export default () => [moment.utc('2026-01-31').add(1, 'month').format('YYYY-MM-DD'), moment.utc(0).toISOString(), moment.duration(90, 'minutes').humanize(), moment.utc('nonsense', 'YYYY', true).isValid()];
// => ["2026-02-28","1970-01-01T00:00:00.000Z","2 hours",false]
