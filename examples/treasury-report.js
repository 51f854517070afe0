// What an organisation owns on the chain, and what moved since a block: for a spreadsheet, as CSV, and for programs.
//
//   nsl function deploy examples/treasury-report.js --wall 60s
//   nsl invoke treasury-report '{"accounts":{"main":"NXy...","grants":"NAb..."},"since":5000}'
//                                                  {"height":5120,"totals":{"NEO":"120","GAS":"4.5"},"rows":[…],"csv":…}
const TOKENS = { NEO: 'NeoToken', GAS: 'GasToken' };
const PAGE = 1_000;

export default async function ({ accounts, since }, { neo }) {
  const rows = [];
  const totals = {};
  for (const [token, contract] of Object.entries(TOKENS)) {
    const decimals = Number(await neo.call(contract, 'decimals'));
    let total = 0n;
    for (const [name, address] of Object.entries(accounts)) {
      const balance = await neo.balance(address, token);
      const moved = since === undefined ? null : await movements(neo, contract, address, since);
      total += balance;
      rows.push({
        account: name,
        token,
        balance: amount(balance, decimals),
        ...(moved && { received: amount(moved.received, decimals), sent: amount(moved.sent, decimals) }),
      });
    }
    totals[token] = amount(total, decimals);
  }
  return { height: await neo.height(), totals, rows, csv: csv(rows) };
}

async function movements(neo, contract, account, since) {
  let received = 0n;
  let sent = 0n;
  for (let query = { from: since }; ; ) {
    const page = await neo.events({ contract, event: 'Transfer', account, limit: PAGE, ...query });
    if (page.first > since) throw new RangeError(`events are kept from block ${page.first} on`);
    for (const { transfer } of page.events) {
      if (transfer.to === account) received += transfer.amount;
      if (transfer.from === account) sent += transfer.amount;
    }
    if (!page.more) return { received, sent };
    query = { cursor: page.cursor };
  }
}

function amount(units, decimals) {
  const digits = units.toString().padStart(decimals + 1, '0');
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '');
  return digits.slice(0, digits.length - decimals) + (decimals > 0 && fraction ? `.${fraction}` : '');
}

// RFC 4180. A cell that begins like a formula gets a quote in front, because spreadsheets would run it.
function csv(rows) {
  const names = Object.keys(rows[0] ?? {});
  const cell = (value) => `"${String(value).replace(/^[=+\-@]/, "'$&").replaceAll('"', '""')}"`;
  const lines = [names, ...rows.map((row) => names.map((name) => row[name]))];
  return lines.map((line) => `${line.map(cell).join(',')}\r\n`).join('');
}
