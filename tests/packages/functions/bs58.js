import bs58 from 'bs58';
export default () => [bs58.encode(new Uint8Array([0, 1, 255])), [...bs58.decode('16LG')]];
// => ["19p",[0,70,17]]
