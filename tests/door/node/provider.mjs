// A provider of OpenID Connect (npm oidc-provider), and somebody who signs in there with a browser's patience: for each line
// `NAME ADDRESS` it goes to ADDRESS, signs in as NAME, consents, and prints where it is sent back to.
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import Provider from "oidc-provider";

// What the provider notes is not for whoever reads our lines.
for (const kind of ["log", "info", "warn"]) console[kind] = console.error;
const say = (line) => process.stdout.write(`${line}\n`);

const server = createServer();
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
const issuer = `http://127.0.0.1:${server.address().port}`;
const provider = new Provider(issuer, {
  clients: [{
    client_id: "whatworks",
    client_secret: "a secret of this test, long enough",
    redirect_uris: ["https://directory.example/account/orcid"],
    token_endpoint_auth_method: "client_secret_post",
  }, {
    // A server on this machine, whatever its port.
    client_id: "whatworks-here",
    client_secret: "a secret of this test, long enough",
    application_type: "native",
    redirect_uris: ["http://127.0.0.1/account/orcid"],
    token_endpoint_auth_method: "client_secret_post",
  }],
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  pkce: { required: () => true },
});
server.on("request", provider.callback());
say(issuer);

async function signIn(name, address) {
  const cookies = new Map();
  const go = async (url, form) => {
    const answer = await fetch(url, {
      redirect: "manual",
      method: form ? "POST" : "GET",
      body: form && new URLSearchParams(form),
      headers: { cookie: [...cookies].map((pair) => pair.join("=")).join("; ") },
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [own, value] = cookie.split(";")[0].split(/=(.*)/s);
      cookies.set(own, value);
    }
    return answer;
  };
  let answer = await go(address);
  for (let step = 0; step < 20; step += 1) {
    const next = answer.headers.get("location");
    if (next) {
      const url = new URL(next, issuer);
      if (url.origin !== issuer) return url.href;
      answer = await go(url.href);
      continue;
    }
    const page = await answer.text();
    const form = page.match(/<form[^>]*action="([^"]+)"/);
    if (!form) throw new Error(`${answer.status}: ${page.slice(0, 500)}`);
    answer = await go(new URL(form[1], issuer).href, page.includes('name="login"') ? { prompt: "login", login: name, password: "any" } : { prompt: "consent" });
  }
  throw new Error("it does not end");
}

for await (const line of createInterface({ input: process.stdin })) {
  const [name, address] = line.split(" ");
  say(await signIn(name, address));
}
process.exit(0);
