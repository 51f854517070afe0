import { parse, v4, v5, v7, validate, version } from 'uuid';
export default () => [v5('neo', v5.DNS), validate(v4()), version(v7()), v4() !== v4(), parse('0195c2b5-0000-7000-8000-000000000000').length];
// => ["a2c89898-5525-5289-a9a7-886242eaf250",true,7,true,16]
