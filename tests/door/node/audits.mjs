// Usage: node audits.mjs URL. Runs every audit of graphql-http and fails unless all MUST and SHOULD hold.

import { readFileSync } from 'node:fs';
import { auditServer } from 'graphql-http';

const AUDITS = 61;
const results = await auditServer({ url: process.argv[2] });
const counts = {};
for (const { name, status, reason } of results) {
  const level = name.split(' ')[0];
  counts[level] ??= { tried: 0, held: 0 };
  counts[level].tried += 1;
  if (status === 'ok') counts[level].held += 1;
  else console.log(`${status}: ${name}: ${reason}`);
}
for (const [level, { tried, held }] of Object.entries(counts)) console.log(`graphql-http ${level}: tried ${tried}, held ${held}`);
const { version } = JSON.parse(readFileSync(new URL('node_modules/graphql-http/package.json', import.meta.url)));
console.log(`CONFORMANCE graphql-http ${version} ${results.filter(({ status }) => status === 'ok').length} ${results.length}`);
const failed = results.some(({ name, status }) => status !== 'ok' && !name.startsWith('MAY'));
process.exit(failed || results.length < AUDITS ? 1 : 0);
