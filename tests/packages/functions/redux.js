import { applyMiddleware, combineReducers, createStore } from 'redux';
export default () => {
  const log = [];
  const logger = () => (next) => (action) => { log.push(action.type); return next(action); };
  const store = createStore(combineReducers({ n: (n = 0, action) => (action.type === 'add' ? n + action.by : n) }), applyMiddleware(logger));
  store.dispatch({ type: 'add', by: 5 });
  return [store.getState(), log];
};
// => [{"n":5},["add"]]
