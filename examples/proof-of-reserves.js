// States what a set of accounts holds at a block, and signs the statement with a key that is in the vault only. Anybody
// who has the public key can check it later, without this service.
//
//   openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 | nsl secret set RESERVES_KEY
//   nsl function deploy examples/proof-of-reserves.js
//   nsl secret grant RESERVES_KEY --function proof-of-reserves --exposure value
//   nsl invoke proof-of-reserves '{"accounts":["NXy...","NAb..."],"liabilities":"100"}'
//                                                  {"statement":"{\"asset\":\"GAS\",…}","signature":"…"}
//
// The signature is ECDSA P-256 with SHA-256 over the bytes of `statement`, as IEEE P1363 writes it, in base64.
const UNITS = 100_000_000n;

export default async function ({ accounts, liabilities }, { neo, secrets }) {
  if (new Set(accounts).size !== accounts.length) throw new TypeError('an account must not be counted twice');
  const height = await neo.height();
  const balances = await Promise.all(accounts.map((account) => neo.balance(account)));
  // All answers are of one block, or there is nothing to sign: money that moved between two of them would count twice.
  if ((await neo.height()) !== height) throw new Error('a block came meanwhile; ask again');

  const total = balances.reduce((sum, balance) => sum + balance, 0n);
  const statement = JSON.stringify({
    asset: 'GAS',
    height,
    accounts: Object.fromEntries(accounts.map((account, i) => [account, decimal(balances[i])])),
    total: decimal(total),
    ...(liabilities !== undefined && { liabilities, covered: total >= units(liabilities) }),
  });
  return { statement, signature: await sign(statement, await secrets.get('RESERVES_KEY')) };
}

async function sign(text, pem) {
  const der = Uint8Array.from(atob(pem.replace(/-----[^-]+-----|\s/g, '')), (character) => character.charCodeAt(0));
  const key = await crypto.subtle.importKey('pkcs8', der, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']);
  const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key, new TextEncoder().encode(text));
  return btoa(String.fromCharCode(...new Uint8Array(signature)));
}

function units(text) {
  const [, whole, fraction = ''] = /^(\d+)(?:\.(\d{1,8}))?$/.exec(text) ?? [];
  if (whole === undefined) throw new TypeError('liabilities must be written like 1.5');
  return BigInt(whole + fraction.padEnd(8, '0'));
}

function decimal(amount) {
  const fraction = (amount % UNITS).toString().padStart(8, '0').replace(/0+$/, '');
  return `${amount / UNITS}${fraction && `.${fraction}`}`;
}
