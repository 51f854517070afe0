import { AbiCoder, Wallet, formatUnits, id, parseEther, verifyMessage } from 'ethers';
export default async () => {
  const wallet = new Wallet(`0x${'11'.repeat(32)}`);
  const signature = await wallet.signMessage('hello');
  return [id('Transfer(address,address,uint256)'), wallet.address, verifyMessage('hello', signature) === wallet.address, parseEther('1.5').toString(), formatUnits(123456789n, 6), AbiCoder.defaultAbiCoder().encode(['uint8', 'string'], [7, 'x']).length];
};
// => ["0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef","0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A",true,"1500000000000000000","123.456789",258]
