import { encodeFunctionData, parseAbi, keccak256, toHex, getAddress, formatEther, parseUnits, recoverMessageAddress } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
export default async () => {
  const account = privateKeyToAccount(`0x${'11'.repeat(32)}`);
  const signature = await account.signMessage({ message: 'hello' });
  return [account.address, signature, await recoverMessageAddress({ message: 'hello', signature }), encodeFunctionData({ abi: parseAbi(['function transfer(address to, uint256 amount)']), args: [account.address, 5n] }), keccak256(toHex('abc')), getAddress('0xd8da6bf26964af9d7eed9e03e53415d37aa96045'), formatEther(parseUnits('1.5', 18))];
};
// => ["0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A","0x9208d5f86a1f5d9c1908dbb42969925675ceb388616fc5b186c248e4967a03e02e9d28a1adcb8cce60ebcef9756dee20522a2987afea3055f4edd8380d425f891b","0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A","0xa9059cbb00000000000000000000000019e7e376e7c213b7e7e7e46cc70a5dd086daff2a0000000000000000000000000000000000000000000000000000000000000005","0x4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45","0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045","1.5"]
