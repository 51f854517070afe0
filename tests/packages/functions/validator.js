import validator from 'validator';
export default () => [validator.isEmail('a@b.co'), validator.isURL('https://neo.org'), validator.isIBAN('DE89370400440532013000'), validator.escape('<a>'), validator.isISO8601('2026-13-01')];
// => [true,true,true,"&lt;a&gt;",false]
