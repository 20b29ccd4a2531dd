// Usage: node embed.mjs DIRECTORY. Another site, on another origin and with a strict policy for its content, shows listings of the directory
// in Debian's chromium: the element, in a shadow tree of its own too, by keyboard, without scripts, and when the directory is gone.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { gzipSync } from 'node:zlib';
import { launch } from './browser.mjs';

const directory = process.argv[2];
const element = await (await fetch(`${directory}/embed.js`)).text();
assert.ok(gzipSync(element).length <= 15_000, `embed.js has ${gzipSync(element).length} bytes packed`);

const pages = {
  '/': `<!doctype html><html lang="en"><title>A library</title><script type="module" src="${directory}/embed.js"></script>
    <h1>A library</h1>
    <ww-directory id="tools" types="tools" addresses="fear-of-escalation" limit="3"><a href="${directory}/tools?addresses=fear-of-escalation">Tools</a></ww-directory>
    <ww-directory id="table" types="organisations" view="table" limit="2" lang="en"></ww-directory>
    <ww-directory id="map" types="gaps" columns="purposes"></ww-directory>
    <ww-directory id="one" types="tools" key="block-party"></ww-directory>
    <ww-directory id="search" types="tools" searchable limit="4"></ww-directory>
    <ww-directory id="wrong" types="toools"><a href="${directory}/tools">Tools</a></ww-directory>
    <div id="host"></div><script type="module" src="/own.js"></script>`,
  '/frame': `<!doctype html><html lang="en"><title>Frames</title><script type="module" src="${directory}/embed.js"></script>
    <iframe id="frame" src="${directory}/embed/tools?first=2" title="Tools" height="50"></iframe>`,
};
const server = createServer((request, response) => {
  if (request.url === '/own.js') {
    response.setHeader('Content-Type', 'text/javascript');
    return response.end(`const root = document.getElementById("host").attachShadow({ mode: "open" });
      const inner = document.createElement("ww-directory"); inner.setAttribute("types", "events"); inner.setAttribute("limit", "1"); root.append(inner);`);
  }
  response.setHeader('Content-Type', 'text/html; charset=utf-8');
  response.setHeader('Content-Security-Policy', `default-src 'none'; script-src 'self' ${directory}; connect-src ${directory}; frame-src ${directory}; require-trusted-types-for 'script'; trusted-types whatworks-embed`);
  return response.end(pages[request.url] ?? '');
});
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const site = `http://127.0.0.1:${server.address().port}`;

const browser = await launch();
try {
  const context = await browser.newContext({ viewport: { width: 900, height: 1200 } });
  const page = await context.newPage();
  const complaints = [];
  page.on('console', (message) => { if (message.type() === 'error' && !message.location().url.includes('favicon') && !message.location().url.includes('toools')) complaints.push(`${message.text()} ${message.location().url}`); });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(site);

  // Several on a page, each what it asks for.
  const cards = page.locator('#tools .card');
  await cards.first().waitFor();
  assert.equal(await cards.count(), 3);
  assert.match(await cards.first().innerText(), /supports|qualifies|disputes/i);
  const href = await cards.first().locator('h3 a').getAttribute('href');
  assert.ok(href.startsWith(`${directory}/tools/`), href);
  await page.locator('#table td').first().waitFor();
  assert.equal(await page.locator('#table tbody tr').count(), 2);
  assert.match(await page.locator('#one .card').innerText(), /Block Party/);
  const crossing = page.locator('#map svg a[aria-label*="×"]').first();
  await crossing.waitFor();
  assert.ok((await crossing.getAttribute('href')).startsWith(`${directory}/search?`), 'the gap map leads to its lists');
  assert.equal(await crossing.getAttribute('target'), '_blank');
  await page.locator('#host .card').first().waitFor();
  assert.deepEqual(await context.cookies(), []);
  assert.equal(await page.locator('#tools [part~="card"]').count(), 3, 'classes are parts');

  // What is wrong leaves what the page says itself, and says why on the console.
  await page.locator('#wrong[data-state="failed"]').waitFor();
  assert.ok(await page.locator('#wrong a').isVisible());

  // By keyboard: words, then a facet, then the next page.
  const found = page.locator('#search');
  await found.locator('input[type=search]').focus();
  await page.keyboard.type('training');
  await page.keyboard.press('Enter');
  await found.locator('.active').waitFor();
  const total = Number.parseInt(await found.locator('[data-status]').innerText(), 10);
  assert.ok(total > 0);
  await found.locator('details.filters > summary').focus();
  await page.keyboard.press('Enter');
  const facet = found.locator('.facet').first();
  if (!(await facet.evaluate((own) => own.open))) { await facet.locator('summary').focus(); await page.keyboard.press('Enter'); }
  const choice = facet.locator('a').first();
  const count = Number.parseInt(await choice.locator('b').innerText(), 10);
  await choice.focus();
  await page.keyboard.press('Enter');
  await page.waitForFunction((count) => Number.parseInt(document.querySelector('#search').shadowRoot.querySelector('[data-status]').textContent, 10) === count, count);
  assert.ok(page.url().startsWith(site), 'and the page stays');

  // An attribute that changes asks anew.
  await page.locator('#tools').evaluate((own) => own.setAttribute('limit', '1'));
  await page.waitForFunction(() => document.querySelector('#tools').shadowRoot.querySelectorAll('.card').length === 1);

  // A frame says how high it is.
  await page.goto(`${site}/frame`);
  await page.waitForFunction(() => Number(document.getElementById('frame').height) > 150);

  // Without the directory: the last good copy, or what the page says itself.
  await page.goto(site);
  await cards.first().waitFor();
  await context.route((url) => url.href.startsWith(`${directory}/embed/`), (route) => route.abort());
  complaints.push(...complaints.splice(0));
  const before = complaints.length;
  await page.goto(site);
  await page.locator('#tools[data-state="copy"]').waitFor();
  assert.equal(await cards.count(), 3);
  complaints.length = before;
  assert.deepEqual(complaints, []);

  // Without scripts.
  const plain = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await plain.goto(site);
  assert.ok(await plain.locator('#tools a').isVisible());
  await plain.goto(`${directory}/embed/tools?first=2&view=table`);
  assert.equal(await plain.locator('tbody tr').count(), 2);
} finally {
  await browser.close();
  server.close();
}
