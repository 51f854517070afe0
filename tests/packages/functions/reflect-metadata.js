import 'reflect-metadata';
class A {}
Reflect.defineMetadata('k', 5, A);
export default () => Reflect.getMetadata('k', A);
// => 5
