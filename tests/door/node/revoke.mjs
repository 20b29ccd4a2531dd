// Asks who it is over one WebSocket, again and again: once for each line it is given.
import { createInterface } from "node:readline";
import { createClient } from "graphql-ws";
import WebSocket from "ws";

const [url, token] = process.argv.slice(2);
const client = createClient({ url: `ws://${url}`, webSocketImpl: WebSocket, lazy: false, retryAttempts: 0, connectionParams: { Authorization: `Bearer ${token}` } });
for await (const _ of createInterface({ input: process.stdin })) {
  const said = await new Promise((done) => {
    client.subscribe({ query: "{ viewer { standing } }" }, { next: (value) => done(value.data?.viewer?.standing ?? value.errors[0].extensions.code), error: (errors) => done(errors[0].extensions.code), complete: () => {} });
  });
  console.log(said);
}
process.exit(0);
