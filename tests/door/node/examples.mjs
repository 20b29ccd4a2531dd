// Usage: node examples.mjs URL. Sends every example of the explorer; each has to be answered without an error.

import assert from 'node:assert/strict';
import { examples } from '../../../src/http/explorer/examples.js';

for (const { title, query, variables } of examples) {
  const response = await fetch(process.argv[2], {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
    body: JSON.stringify({ query, variables }),
  });
  const answer = await response.json();
  assert.equal(answer.errors, undefined, `${title}: ${JSON.stringify(answer.errors)}`);
  assert.equal(response.status, 200, title);
}
console.log(`examples of the explorer: tried ${examples.length}, answered ${examples.length}`);
