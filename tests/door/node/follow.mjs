// Usage: node follow.mjs HOST:PORT/graphql. Follows the tools that address a challenge by the clients people use, while whoever started this
// publishes something each time it reads `next`; then breaks the rules of the WebSocket protocol one by one.

import assert from 'node:assert/strict';
import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createWsClient } from 'graphql-ws';
import WebSocket from 'ws';

const [http, ws] = [`http://${process.argv[2]}`, `ws://${process.argv[2]}`];
const ask = async (query) => (await (await fetch(http, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ query }) })).json()).data;
const document = `subscription Follow($since: Int) {
  changes(types: [TOOL], filter: {addresses: {in: ["fear-of-escalation"]}}, since: $since) { happened id revision node { __typename ... on Tool { key name } } }
}`;
const { directory: { revision } } = await ask('{ directory { revision } }');

const clients = { 'graphql-ws': createWsClient({ url: ws, webSocketImpl: WebSocket, lazy: false }), 'graphql-sse': createSseClient({ url: http }) };
// The revision it begins with makes it all the same when the server hears of the subscription.
const followed = Object.fromEntries(Object.entries(clients).map(([name, client]) => [name, client.iterate({ query: document, variables: { since: revision } })]));
const told = async () => Promise.all(Object.values(followed).map(async (changes) => (await changes.next()).value.data.changes));

const waiting = told();
console.log('next');
console.log('next');
for (const change of await waiting) {
  assert.equal(change.happened, 'REVISED');
  assert.equal(change.node.name, 'Block party for all');
  assert.ok(change.revision > revision, 'one can go on from there');
}
const gone = told();
console.log('next');
for (const change of await gone) assert.deepEqual({ ...change, revision: 0 }, { happened: 'WITHDRAWN', id: 'https://whatworks.example/id/tool/block-party', node: null, revision: 0 });

// A query is answered on the same connections, and a mistake is told as one.
for (const client of Object.values(clients)) {
  const answers = [];
  for await (const answer of client.iterate({ query: '{ challenges(first: 1) { nodes { __typename } } }' })) answers.push(answer.data.challenges.nodes[0].__typename);
  assert.deepEqual(answers, ['Challenge']);
}
await assert.rejects(clients['graphql-ws'].iterate({ query: 'subscription { nothing }' }).next(), (errors) => /Unknown field/.test(errors[0].message));
const refused = await fetch(http, { method: 'POST', headers: { 'Content-Type': 'application/json', Accept: 'text/event-stream' }, body: JSON.stringify({ query: 'subscription { nothing }' }) });
assert.equal(refused.status, 400);
const elsewhere = await fetch(http, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ query: 'subscription { changes { id } }' }) });
assert.equal((await elsewhere.json()).errors[0].extensions.code, 'BAD_DOCUMENT');
await clients['graphql-ws'].dispose();
clients['graphql-sse'].dispose();

// What the protocol forbids ends the connection with the code that it foresees.
const init = { type: 'connection_init' };
const subscribe = (id) => ({ id, type: 'subscribe', payload: { query: 'subscription { changes { id } }' } });
const forbidden = [
  [4400, ['nonsense']],
  [4400, [{ type: 'nonsense' }]],
  [4400, [{ id: '1', type: 'subscribe' }]],
  [4401, [subscribe('1')]],
  [4429, [init, init]],
  [4409, [init, subscribe('1'), subscribe('1')]],
  [4403, [{ ...init, payload: { Authorization: 'Bearer nonsense' } }]],
];
for (const [code, messages] of forbidden) {
  const socket = new WebSocket(ws, 'graphql-transport-ws');
  socket.on('open', () => messages.forEach((message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message))));
  const closed = await new Promise((resolve) => socket.on('close', resolve));
  assert.equal(closed, code, JSON.stringify(messages));
}
await new Promise((resolve, reject) => {
  const socket = new WebSocket(ws, 'nonsense');
  socket.on('unexpected-response', (_, response) => (response.statusCode === 400 ? resolve() : reject(new Error(response.statusCode))));
  socket.on('error', () => {});
});

// Limits: one subscription too many is refused, and the others go on.
const socket = new WebSocket(ws, 'graphql-transport-ws');
const answers = [];
socket.on('message', (message) => answers.push(JSON.parse(message)));
socket.on('open', () => [init, ...Array.from({ length: 26 }, (_, at) => subscribe(String(at))), { type: 'ping' }].forEach((message) => socket.send(JSON.stringify(message))));
await new Promise((resolve) => { socket.on('message', () => answers.some(({ type }) => type === 'pong') && resolve()); });
assert.deepEqual(answers.filter(({ type }) => type === 'error').map(({ id, payload }) => [id, payload[0].extensions.code]), [['25', 'TOO_MANY_REQUESTS']]);
socket.close();
console.log(`following: 2 clients, ${forbidden.length} protocol errors tried, ${forbidden.length} held`);
