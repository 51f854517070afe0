import { action, autorun, computed, makeAutoObservable, observable } from 'mobx';
class Cart { items = []; constructor() { makeAutoObservable(this); } get total() { return this.items.reduce((sum, item) => sum + item.price, 0); } add(price) { this.items.push({ price }); } }
export default () => {
  const cart = new Cart();
  const seen = [];
  autorun(() => seen.push(cart.total));
  cart.add(5);
  cart.add(7);
  const map = observable.map({ a: 1 });
  const size = computed(() => map.size);
  action(() => map.set('b', 2))();
  return [seen, cart.items.map((item) => item.price), size.get(), observable([3, 1, 2]).slice().sort()];
};
// => [[0,5,12],[5,7],2,[1,2,3]]
