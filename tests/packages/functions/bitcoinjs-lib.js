import * as bitcoin from 'bitcoinjs-lib';
export default () => { const pubkey = Uint8Array.from('0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798'.match(/../g), (x) => parseInt(x, 16)); return [bitcoin.payments.p2pkh({ pubkey }).address, bitcoin.payments.p2wpkh({ pubkey }).address]; };
// => ["1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMH","bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"]
