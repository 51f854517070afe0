import BN from 'bn.js';
export default () => [new BN('dead', 16).mul(new BN(3)).toString(10), new BN(7).invm(new BN(26)).toString(), new BN(-5).umod(new BN(3)).toNumber()];
// => ["171015","15",1]
