// Usage: node sparql.mjs ORIGIN. Opens the SPARQL page in Debian's chromium and asks with the editor and, without scripts, with the form.
// Nothing may be loaded from another host, and the console has to stay clean.

import assert from 'node:assert/strict';
import { launch } from './browser.mjs';

const origin = process.argv[2];
const browser = await launch();
try {
  const page = await browser.newPage({ viewport: { width: 1400, height: 850 } });
  const [elsewhere, complaints] = [[], []];
  page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(origin)) elsewhere.push(request.url());
  });
  page.on('console', (message) => { if (['error', 'warning'].includes(message.type())) complaints.push(message.text()); });
  page.on('pageerror', (error) => complaints.push(error.message));

  await page.goto(`${origin}/sparql`);
  await page.locator('.CodeMirror').first().waitFor();
  assert.equal(await page.locator('form textarea[name=query]').count(), 0, 'the editor takes the place of the form');

  // A link brings its query and the editor asks it.
  await page.goto(`${origin}/sparql?query=${encodeURIComponent("SELECT ('asked by a link' AS ?words) {}")}`);
  await page.locator('.yasr_results').getByText('asked by a link').first().waitFor({ timeout: 20_000 });

  // An example is opened and answered without leaving the page.
  await page.getByRole('link', { name: /How many records/ }).click();
  await page.locator('.yasr_results').getByText(/Organisation/).first().waitFor({ timeout: 20_000 });
  assert.ok(page.url().startsWith(`${origin}/sparql`));

  assert.deepEqual(elsewhere, [], 'nothing comes from elsewhere');
  assert.deepEqual(complaints, [], 'the console stays clean');
  if (process.env.SCREENSHOT) await page.screenshot({ path: process.env.SCREENSHOT });

  const plain = await browser.newContext({ javaScriptEnabled: false });
  const form = await plain.newPage();
  await form.goto(`${origin}/sparql`);
  await form.getByLabel('Query').fill("SELECT ('asked by hand' AS ?words) {}");
  await form.locator('#asking').getByRole('button', { name: 'Ask' }).click();
  assert.match(await form.locator('table').innerText(), /asked by hand/, 'the form answers without scripts');
  console.log('SPARQL page: editor and form answer, 0 requests elsewhere, 0 complaints');
} finally {
  await browser.close();
}
