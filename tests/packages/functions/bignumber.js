import BigNumber from 'bignumber.js';
export default () => [new BigNumber('0.7').plus(0.1).toString(), new BigNumber('ff', 16).toFormat(2), new BigNumber(2).pow(200).toString(10)];
// => ["0.8","255.00","1606938044258990275541962092341162602522202993782792835301376"]
