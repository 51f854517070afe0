const date = new Date(Date.UTC(2026, 0, 2, 15, 4, 5, 678));
const day = (options) => new Intl.DateTimeFormat('en-US', { timeZone: 'UTC', ...options }).format(date);
const number = (value, options) => new Intl.NumberFormat('en-US', options).format(value);

check('writes dates as en-US does', () => {
  equal(day({}), '1/2/2026');
  equal(day({ dateStyle: 'full' }), 'Friday, January 2, 2026');
  equal(day({ dateStyle: 'long', timeStyle: 'short' }), 'January 2, 2026 at 3:04 PM');
  equal(day({ dateStyle: 'short', timeStyle: 'full' }), '1/2/26, 3:04:05 PM Coordinated Universal Time');
  equal(day({ weekday: 'short', month: 'short', day: 'numeric' }), 'Fri, Jan 2');
  equal(day({ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hour12: false }), '01/02/2026, 15:04');
  equal(day({ second: 'numeric', fractionalSecondDigits: 3 }), '5.678');
  equal([date.toLocaleDateString(), date.toLocaleTimeString(), date.toLocaleString()], ['1/2/2026', '3:04:05 PM', '1/2/2026, 3:04:05 PM']);
  equal(new Intl.DateTimeFormat().formatToParts(date).map((part) => part.type), ['month', 'literal', 'day', 'literal', 'year']);
});

check('writes numbers as en-US does', () => {
  equal([number(1234567.891), number(-0.5, { style: 'percent' }), number(NaN), number(-0), number(1e21)], ['1,234,567.891', '-50%', 'NaN', '-0', '1,000,000,000,000,000,000,000']);
  equal([number(1234.5, { style: 'currency', currency: 'USD' }), number(-5, { style: 'currency', currency: 'EUR' }), number(1e6, { style: 'currency', currency: 'JPY' })], ['$1,234.50', '-€5.00', '¥1,000,000']);
  equal([number(123456, { maximumSignificantDigits: 2 }), number(1.5, { minimumSignificantDigits: 4 }), number(5, { minimumIntegerDigits: 3 })], ['120,000', '1.500', '005']);
  equal([number(12345678901234567890n), (1234.5).toLocaleString(), (5n).toLocaleString()], ['12,345,678,901,234,567,890', '1,234.5', '5']);
});

check('says honestly what it knows', () => {
  const options = Intl.DateTimeFormat('de-DE').resolvedOptions();
  equal([options.locale, options.timeZone, Intl.NumberFormat.supportedLocalesOf(['de', 'en-US'])], ['en-US', 'UTC', ['en-US']]);
  throws(() => new Intl.DateTimeFormat('en', { timeZone: 'Europe/Berlin' }), 'RangeError');
  throws(() => new Intl.NumberFormat('en', { notation: 'compact' }), 'RangeError');
  throws(() => new Intl.NumberFormat('not a locale'), 'RangeError');
  throws(() => new Intl.NumberFormat('en', { style: 'currency' }), 'TypeError');
  throws(() => new Intl.DateTimeFormat().format(NaN), 'RangeError');
});

check('puts words together', () => {
  equal([1, 2, 3, 11, 22].map((n) => new Intl.PluralRules('en', { type: 'ordinal' }).select(n)), ['one', 'two', 'few', 'other', 'two']);
  equal(new Intl.ListFormat('en').format(['a', 'b', 'c']), 'a, b, and c');
  equal([new Intl.RelativeTimeFormat('en').format(-3, 'days'), new Intl.RelativeTimeFormat('en', { numeric: 'auto' }).format(1, 'day')], ['3 days ago', 'tomorrow']);
  equal(['\u00e9', 'z', 'a', 'B', 'b', 'e', '10', '9'].sort(new Intl.Collator('en', { numeric: true }).compare), ['9', '10', 'a', 'b', 'B', 'e', '\u00e9', 'z']);
});
