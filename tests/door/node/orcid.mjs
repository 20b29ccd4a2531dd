// Usage: node orcid.mjs ORIGIN ISSUER LINK. Somebody whose first password is set by LINK links the account with a provider of OpenID Connect at
// ISSUER, and from then on signs in there, in a browser with scripts and in one without.

import assert from 'node:assert/strict';
import { launch } from './browser.mjs';

const [origin, issuer, link] = process.argv.slice(2);
const [PASSWORD, EMAIL, IDENTITY] = ['kiln marsh lantern 9', 'sam@mail.example', '0000-0002-1825-0097'];
const PATIENCE_MS = Number(process.env.PATIENCE_MS ?? 60_000);

const browser = await launch();
const open = async (options) => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  context.setDefaultTimeout(PATIENCE_MS);
  // The provider's pages ask for letters from elsewhere.
  await context.route((url) => ![origin, issuer].includes(url.origin), (route) => route.abort());
  return context.newPage();
};
const heading = (page, name) => page.getByRole('heading', { level: 1, name, exact: true }).waitFor().catch(async (error) => {
  throw new Error(`${error.message}\n${page.url()}\n${(await page.locator('body').innerText()).slice(0, 600)}`);
});
const press = (page, name) => page.locator('main').getByRole('button', { name, exact: true }).click();

/** Says who one is at the provider, and agrees. */
async function signInThere(page, name) {
  assert.equal(new URL(page.url()).origin, issuer, page.url());
  await page.locator('input[name=login]').fill(name);
  await page.locator('input[name=password]').fill('any');
  await page.locator('button[type=submit]').click();
  await page.locator('input[name=prompt][value=consent]').waitFor({ state: 'attached' });
  await page.locator('button[type=submit]').click();
}

try {
  const member = await open();
  await member.goto(origin + new URL(link).pathname + new URL(link).search);
  await member.getByLabel('New password').fill(PASSWORD);
  await press(member, 'Set this password');
  await heading(member, 'Your password is set');
  await member.goto(`${origin}/account/sign-in`);
  await member.getByLabel('E-mail address').fill(EMAIL);
  await member.getByLabel('Password').fill(PASSWORD);
  await press(member, 'Sign in');
  await heading(member, 'Your account');
  await member.getByRole('link', { name: 'Link an ORCID iD' }).click();
  await signInThere(member, IDENTITY);
  await heading(member, 'Your account');
  assert.match(await member.locator('main').innerText(), new RegExp(IDENTITY), 'it is linked');

  // Another browser, another day: no password is needed any more, with scripts or without.
  for (const javaScriptEnabled of [true, false]) {
    const page = await open({ javaScriptEnabled });
    await page.goto(`${origin}/account/submissions`);
    await heading(page, 'Sign in');
    await page.getByRole('link', { name: 'Sign in with ORCID' }).click();
    await signInThere(page, IDENTITY);
    await heading(page, 'Your account');
    assert.match(await page.locator('main').innerText(), new RegExp(EMAIL));
    // The provider is on this machine too, and has cookies of its own.
    const cookies = (await page.context().cookies(origin)).map(({ name }) => name).filter((name) => name.startsWith('local-')).sort();
    assert.deepEqual(cookies, ['local-access', 'local-refresh'], 'nothing of the way there is left');
    await page.context().close();
  }

  // Whoever has linked no account is told so, and is nobody.
  const stranger = await open();
  await stranger.goto(`${origin}/account/sign-in`);
  await stranger.getByRole('link', { name: 'Sign in with ORCID' }).click();
  await signInThere(stranger, '0000-0001-5109-3700');
  await stranger.waitForURL((url) => url.origin === origin);
  await stranger.goto(`${origin}/account`);
  await heading(stranger, 'Sign in');
  console.log('orcid: linked, signed in twice, a stranger stays one');
} finally {
  await browser.close();
}
