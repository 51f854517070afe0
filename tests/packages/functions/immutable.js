import { Map, List, fromJS } from 'immutable';
export default () => [Map({ a: 1 }).set('b', 2).toJS(), List([3, 1, 2]).sort().toJS(), fromJS({ a: { b: [1] } }).updateIn(['a', 'b', 0], (n) => n + 1).toJS()];
// => [{"a":1,"b":2},[1,2,3],{"a":{"b":[2]}}]
