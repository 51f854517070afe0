import { type } from 'arktype';
const User = type({ name: 'string > 2', 'age?': 'number.integer >= 0', tags: 'string[]' });
export default () => { const bad = User({ name: 'x', tags: [1] }); return [User({ name: 'neo', tags: [] }), bad instanceof type.errors, bad.summary]; };
// => [{"name":"neo","tags":[]},true,"name must be at least length 3 (was 1)\ntags[0] must be a string (was a number)"]
