// Usage: node judge.mjs SCHEMA DOCUMENTS. Fails where graphql-js finds the schema wrong, or judges a document otherwise than we did:
// DOCUMENTS holds a JSON list of { query, refused }.

import { readFileSync } from 'node:fs';
import { buildSchema, parse, validate, validateSchema, version } from 'graphql';

const schema = buildSchema(readFileSync(process.argv[2], 'utf8'));
const wrong = validateSchema(schema).map(({ message }) => `the schema: ${message}`);
const documents = JSON.parse(readFileSync(process.argv[3], 'utf8'));

function faults(query) {
  try {
    return validate(schema, parse(query)).map(({ message }) => message);
  } catch ({ message }) {
    return [message];
  }
}

for (const { query, refused } of documents) {
  const found = faults(query);
  if (refused !== found.length > 0) wrong.push(`${refused ? 'refused' : 'accepted'}: ${query}\n  ${found.join('\n  ')}`);
}
console.log(`graphql-js judged ${documents.length} documents, ${wrong.length} otherwise`);
console.log(`CONFORMANCE graphql-js-documents ${version} ${documents.length - wrong.length} ${documents.length}`);
if (wrong.length > 0) console.log(wrong.slice(0, 10).join('\n'));
process.exit(wrong.length > 0 ? 1 : 0);
