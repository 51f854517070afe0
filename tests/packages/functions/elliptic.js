import elliptic from 'elliptic';
export default () => {
  const key = new elliptic.ec('p256').keyFromPrivate('11'.repeat(32), 'hex');
  const signature = key.sign('abcd');
  return [key.getPublic(true, 'hex'), key.verify('abcd', signature), new elliptic.eddsa('ed25519').keyFromSecret('22'.repeat(32)).verify([1], new elliptic.eddsa('ed25519').sign([1], '22'.repeat(32)))];
};
// => ["020217e617f0b6443928278f96999e69a23a4f2c152bdf6d6cdf66e5b80282d4ed",true,true]
