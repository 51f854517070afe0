// Writes src/openapi.ts, the types of the API's requests and replies, from docs/reference/openapi.json.
//   npm run types            writes it
//   npm run types -- --check fails when it is not what would be written
import { readFileSync, writeFileSync } from 'node:fs';
import openapiTS, { astToString } from 'openapi-typescript';

const source = new URL('../../docs/reference/openapi.json', import.meta.url);
const target = new URL('src/openapi.ts', import.meta.url);

const document = JSON.parse(readFileSync(source, 'utf8'));
document.info = { title: 'Neo Service Layer', version: '1' };
const head = '// Made by `npm run types` from docs/reference/openapi.json. Changes by hand are lost.\n\n';
const types = head + astToString(await openapiTS(document, { alphabetize: true, defaultNonNullable: false }));

if (!process.argv.includes('--check')) writeFileSync(target, types);
else if (readFileSync(target, 'utf8') !== types) {
  console.error('clients/typescript/src/openapi.ts is out of date; run: npm --prefix clients/typescript run types');
  process.exit(1);
}
