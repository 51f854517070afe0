import EventEmitter from 'eventemitter3';
class Bus extends EventEmitter {}
export default () => {
  const seen = [];
  const bus = new Bus();
  bus.on('x', (n) => seen.push(n)).once('x', () => seen.push('once'));
  bus.emit('x', 1);
  bus.emit('x', 2);
  bus.emit('constructor');
  return [seen, bus.listenerCount('x')];
};
// => [[1,"once",2],1]
