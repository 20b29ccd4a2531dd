// Usage: node hostile.mjs ORIGIN PATH…. Opens pages of records that have scripts in every field. Nothing of them may run or become a part of
// the page that is no text.

import assert from 'node:assert/strict';
import { launch } from './browser.mjs';

const [origin, ...paths] = process.argv.slice(2);
const browser = await launch();
try {
  // Without the content policy, so that it is the pages themselves that hold.
  const page = await (await browser.newContext({ bypassCSP: true })).newPage();
  const ran = [];
  page.on('dialog', (dialog) => { ran.push(`${page.url()}: ${dialog.message()}`); dialog.dismiss(); });
  page.on('console', (message) => { if (message.text().includes('hostile')) ran.push(message.text()); });
  let shown = 0;
  for (const path of paths) {
    await page.goto(origin + path);
    const strange = await page.evaluate(() => [...document.querySelectorAll('*')].filter((element) =>
      ['IMG', 'IFRAME', 'OBJECT', 'EMBED', 'STYLE', 'BASE', 'MATH'].includes(element.tagName)
      || (element.tagName === 'SCRIPT' && element.type !== 'application/ld+json' && element.getAttribute('src') !== '/assets/page.js')
      || [...element.attributes].some(({ name, value }) => name.startsWith('on') || name === 'style' || /^\s*(javascript|data|vbscript):/i.test(value))).map((element) => element.outerHTML.slice(0, 120)));
    assert.deepEqual(strange, [], path);
    for (const json of await page.locator('script[type="application/ld+json"]').allInnerTexts()) JSON.parse(json);
    shown += (await page.locator('main').innerText()).split('hostile').length - 1;
  }
  assert.deepEqual(ran, []);
  assert.ok(shown > paths.length, `payloads are shown as text: ${shown}`);
  console.log(`hostile: ${paths.length} pages, ${shown} payloads shown, 0 run`);
} finally {
  await browser.close();
}
