// Usage: node examples.mjs URL. Sends every example of the explorer; each has to be answered without an error.

import assert from 'node:assert/strict';
import { examples } from '../../../src/http/explorer/examples.js';

const failures = [];
for (const { title, query, variables } of examples) {
  const response = await fetch(process.argv[2], {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
    body: JSON.stringify({ query, variables }),
  });
  const answer = await response.json();
  if (answer.errors || response.status !== 200) failures.push(`${title}: ${response.status} ${JSON.stringify(answer.errors)}`);
}
assert.deepEqual(failures, []);
console.log(`examples of the explorer: tried ${examples.length}, answered ${examples.length}`);
