import { customAlphabet, nanoid } from 'nanoid';
export default () => [nanoid().length, nanoid() !== nanoid(), /^[ab]{10}$/.test(customAlphabet('ab', 10)())];
// => [21,true,true]
