// What stories about people share: a browser in which nothing may come from elsewhere and nothing may complain, pages that axe-core looks
// at, mail, signing in.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { setTimeout as pause } from 'node:timers/promises';
import { launch } from './browser.mjs';
import { sound, watch } from './looks.mjs';

/** Longer than anything here takes, on a busy machine. */
const PATIENCE_MS = Number(process.env.PATIENCE_MS ?? 60_000);
export const PASSWORD = 'kiln marsh lantern 9';
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const browser = await launch();

/** What no page may do. */
export const complaints = [];
/** How many pages were looked at. */
export const seen = { looks: 0 };

/** A page of somebody's own, with cookies of its own. */
export async function open(origin, options) {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(PATIENCE_MS);
  await watch(context);
  context.on('request', (request) => { if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(origin)) complaints.push(`elsewhere: ${request.url()}`); });
  context.on('page', (page) => {
    page.on('console', (message) => { if (['error', 'warning'].includes(message.type()) && !/status of 4\d\d/.test(message.text())) complaints.push(`${page.url()}: ${message.text()}`); });
    page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
    page.on('dialog', (dialog) => { complaints.push(`${page.url()}: dialog ${dialog.message()}`); dialog.dismiss(); });
  });
  return context.newPage();
}

/** The link in the last mail to an address, of those that lead to `path`. */
export async function mailed(origin, mails, address, path) {
  for (let tries = 0; tries < 600; tries += 1) {
    const names = (await readdir(mails).catch(() => [])).filter((name) => name.endsWith('.eml')).sort();
    for (const name of names.reverse()) {
      const text = (await readFile(`${mails}/${name}`, 'utf8')).replace(/=\r?\n/g, '').replace(/=3D/g, '=');
      const found = text.includes(address) && text.match(new RegExp(`/account/${path}\\?token=[\\w.-]+`));
      if (found) return origin + found[0];
    }
    await pause(50);
  }
  throw new Error(`no mail to ${address}`);
}

/** What an authenticator app shows: RFC 6238. */
export function code(secret, at = Date.now()) {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret].map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const digest = createHmac('sha1', key).update(counter).digest();
  const offset = digest[19] & 15;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** No page is wider than its window, and axe-core finds nothing on it. */
export async function look(page, what) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `${what} is ${wide} pixels too wide`);
  await sound(page, what);
  await page.evaluate(() => document.querySelectorAll('details').forEach((element) => { element.open = true; }));
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
  assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.length} × ${nodes[0].html.slice(0, 200)} ${nodes[0].failureSummary}`), [], what);
  seen.looks += 1;
}

export const press = (page, name) => page.locator('main').getByRole('button', { name, exact: true }).click();

export const heading = (page, name) => page.getByRole('heading', { level: 1, name }).waitFor().catch(async (error) => {
  throw new Error(`${error.message}\n${page.url()}\n${(await page.locator('main').innerText()).slice(0, 600)}`);
});

/** Sets the first password where a mail, or an operator, leads to. */
export async function settle(page, link) {
  await page.goto(link);
  await page.getByLabel('New password').fill(PASSWORD);
  await press(page, 'Set this password');
  await heading(page, 'Your password is set');
}

export async function signIn(page, origin, email, secret, at) {
  await page.goto(`${origin}/account/sign-in`);
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password').fill(PASSWORD);
  await press(page, 'Sign in');
  if (secret) {
    await page.getByLabel(/^Code( \(optional\))?$/).fill(code(secret, at));
    await press(page, 'Sign in');
  }
  await heading(page, 'Your account');
}

/** Sets up the second factor of whoever is signed in. */
export async function factor(page, origin) {
  await page.goto(`${origin}/account/factor`);
  await page.getByLabel('Your present password').fill(PASSWORD);
  await press(page, 'Go on');
  const secret = await page.locator('.secret').innerText();
  await page.getByLabel('The code that the app shows').fill(code(secret));
  await press(page, 'Set it up');
  await heading(page, 'Recovery codes');
}
