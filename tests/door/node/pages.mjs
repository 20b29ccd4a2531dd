// Usage: node pages.mjs ORIGIN. Visits the pages as people do: with and without scripts, by keyboard, narrow and wide, light and dark.
// Every page is looked at by axe-core; nothing may come from another host, and the console has to stay clean.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { launch } from './browser.mjs';
import { control, sound, watch } from './looks.mjs';

const origin = process.argv[2];
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PATHS = ['/', '/ask?q=which+tools+help+with+fear+of+escalation', '/ask?q=zzz', '/ask', '/search', '/search?search=trolls', '/tools', '/tools?kind=safety&search=abuse',
  '/tools?search=qqqq&kind=safety', '/organisations', '/challenges', '/challenges/fear-of-escalation', '/tools/block-party', '/tools/block-party/history', '/case-studies',
  '/claims', '/timeline', '/places', '/places?of=tools', '/tools/block-party/around', '/challenges/fear-of-escalation/around', '/gaps', '/gaps?columns=purposes', '/about', '/contribute', '/developers', '/errors', '/errors/NOT_FOUND', '/no-such-page', '/account/forgotten', '/report?id=tool/block-party', '/embed?types=tools&query=addresses%3Dfear-of-escalation', '/embed/tools?first=3&searchable=yes', '/embed/tools?view=table', '/?lang=cy', '/tools?lang=cy'];
const MAIN = ['/', '/tools', '/challenges/fear-of-escalation', '/tools/block-party', '/gaps'];
const WEIGHT_BYTES_MAX = 100_000;

const browser = await launch();
const [elsewhere, complaints] = [[], []];
const open = async (options) => {
  const context = await browser.newContext({ bypassCSP: false, ...options });
  await watch(context);
  const page = await context.newPage();
  page.on('request', (request) => { if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(origin)) elsewhere.push(request.url()); });
  // That an address answers 404 is said on the console too, and is as it should be.
  page.on('console', (message) => { if (['error', 'warning'].includes(message.type()) && !/status of (404|410|400)/.test(message.text())) complaints.push(`${page.url()}: ${message.text()}`); });
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
  page.on('dialog', (dialog) => { complaints.push(`${page.url()}: dialog`); dialog.dismiss(); });
  return page;
};

try {
  // axe runs outside the content policy of the page, which allows no script but our own.
  let seen = 0;
  const titles = new Map();
  for (const [width, colorScheme] of [[1280, 'light'], [320, 'dark'], [320, 'light'], [1280, 'dark']]) {
    const page = await open({ viewport: { width, height: 800 }, colorScheme });
    // Each page is looked at twice, the main ones in every way.
    const twice = (width === 1280) === (colorScheme === 'light');
    for (const path of PATHS.filter((path) => twice || MAIN.includes(path))) {
      const answered = (await page.goto(origin + path)).ok();
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      const who = await page.evaluate(() => [...document.querySelectorAll('body *')].filter((element) => element.getBoundingClientRect().right > innerWidth + 1 && !element.closest('.map, .tabs, .scroll, pre, .hidden, .skip')).map((element) => element.outerHTML.slice(0, 90)).slice(0, 3));
      assert.ok(wide <= 0, `${path} is ${wide} pixels wider than ${width}: ${who.join(' | ')}`);
      const alone = path.startsWith('/embed/');
      await sound(page, `${path} at ${width}, ${colorScheme}`, { alone });
      const place = `${path.split('?')[0]} ${await page.evaluate(() => document.documentElement.lang)}`;
      const title = await page.title();
      if (answered && !alone && !path.startsWith('/errors')) assert.equal(titles.get(title) ?? place, place, `${path} has a title of its own, not “${title}”`);
      if (!alone) titles.set(title, place);
      for (const details of await page.locator('details').all()) await details.evaluate((element) => { element.open = true; });
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
      assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.length} × ${nodes[0].html.slice(0, 200)} ${nodes[0].failureSummary}`), [], `${path} at ${width}, ${colorScheme}`);
      seen += 1;
    }
    await page.context().close();
  }

  const spoilt = await open({ viewport: { width: 1280, height: 800 } });
  await spoilt.goto(`${origin}/tools`);
  await control(spoilt);
  await spoilt.context().close();
  console.log(`CONFORMANCE axe ${axe.match(/axe v([0-9.]+)/)[1]} ${seen} ${seen}`);

  // A visitor without scripts: asks, follows the answer to a record, sees who says so, narrows a list and takes it back.
  const plain = await open({ javaScriptEnabled: false, viewport: { width: 320, height: 640 } });
  await plain.goto(origin);
  await plain.getByLabel('Ask a question').fill('which tools help with a pile-on?');
  await plain.getByRole('button', { name: 'Ask' }).click();
  await plain.getByRole('heading', { level: 1, name: /answers/ }).waitFor();
  assert.match(await plain.locator('.parts').innerText(), /Fear of escalation/, 'how it was read');
  const first = plain.locator('.list .card').first();
  await first.locator('summary').click();
  assert.match(await first.locator('.claim').first().innerText(), /Asserted by/);
  await first.locator('h3 a').click();
  await plain.getByRole('heading', { name: 'What it helps with, and why' }).waitFor();
  await plain.locator('.grounds h3 a').first().click();
  await plain.getByRole('heading', { name: 'What helps', exact: true }).waitFor();
  await plain.goto(`${origin}/challenges/fear-of-escalation`);
  await plain.locator('.answers .tabs').getByRole('link', { name: /^Tools/ }).click();
  assert.match(plain.url(), /type=tool/, 'the address is the state');
  await plain.goto(`${origin}/tools`);
  const all = await plain.locator('.total').innerText();
  await plain.locator('#filters').getByRole('link', { name: /^Software/ }).click();
  assert.match(plain.url(), /kind=software/);
  assert.notEqual(await plain.locator('.total').innerText(), all);
  await plain.locator('.active a').first().click();
  assert.equal(await plain.locator('.total').innerText(), all);
  await plain.getByRole('link', { name: 'Next' }).click();
  await plain.getByRole('link', { name: 'Previous' }).click();
  await plain.goto(`${origin}/gaps`);
  await plain.locator('.map a[aria-label*="×"]').first().click();
  await plain.locator('.list .card').first().waitFor();
  await plain.goto(origin);
  await plain.getByRole('link', { name: 'Cymraeg' }).click();
  await plain.goto(`${origin}/tools`);
  assert.equal(await plain.locator('html').getAttribute('lang'), 'cy', 'the choice of a language is remembered');
  await plain.context().close();

  // By keyboard alone: the first key leads past the navigation, and what has the focus can be seen.
  const keyboard = await open({ viewport: { width: 1280, height: 800 } });
  await keyboard.goto(origin);
  await keyboard.keyboard.press('Tab');
  await keyboard.keyboard.press('Enter');
  await keyboard.keyboard.press('Tab');
  assert.equal(await keyboard.evaluate(() => document.activeElement.id), 'question');
  assert.notEqual(await keyboard.evaluate(() => getComputedStyle(document.activeElement).outlineStyle), 'none');
  await keyboard.keyboard.type('how many tools are there?');
  await keyboard.keyboard.press('Enter');
  await keyboard.getByRole('heading', { level: 1, name: /records/ }).waitFor();

  // With scripts, names are suggested while a question is typed, and an order is sent when it is chosen.
  await keyboard.goto(origin);
  await keyboard.locator('#question').pressSequentially('Block Par');
  await keyboard.locator('#question-names option').first().waitFor({ state: 'attached' });
  await keyboard.goto(`${origin}/tools`);
  await keyboard.getByLabel('Sort by').selectOption('-modified');
  await keyboard.waitForURL(/order=-modified/);
  await keyboard.context().close();

  // Pictures are taken along as pixels, and a graph is walked on: what is around a neighbour joins it.
  const walker = await open({ viewport: { width: 1280, height: 900 }, acceptDownloads: true, reducedMotion: 'reduce' });
  for (const path of ['/gaps', '/timeline', '/places', '/tools/block-party/around']) {
    await walker.goto(origin + path);
    const [picture] = await Promise.all([walker.waitForEvent('download'), walker.getByRole('button', { name: 'PNG', exact: true }).click()]);
    const bytes = await readFile(await picture.path());
    assert.equal(bytes.subarray(1, 4).toString(), 'PNG', path);
    assert.ok(bytes.length > 10_000, `${path} is a picture of ${bytes.length} bytes`);
  }
  await walker.getByRole('button', { name: 'Show as a graph to walk on' }).click();
  await walker.locator('.graph canvas').first().waitFor();
  const [around] = await Promise.all([walker.waitForResponse(/around\.json/), walker.getByRole('button', { name: 'Show what is around it' }).click()]);
  assert.ok((await around.json()).nodes.length > 3);
  const [saved] = await Promise.all([walker.waitForEvent('download'), walker.getByRole('button', { name: 'Save as PNG' }).click()]);
  assert.equal(saved.suggestedFilename(), 'around.png');
  await walker.getByRole('button', { name: 'Show the plain picture' }).click();
  assert.ok(await walker.locator('#around > svg').isVisible());
  await walker.context().close();

  // What a first visit to a page loads, unpacked.
  for (const path of ['/', '/tools/block-party']) {
    const page = await open({});
    const bodies = [];
    page.on('response', (response) => bodies.push(response.body()));
    await page.goto(origin + path, { waitUntil: 'networkidle' });
    const bytes = (await Promise.all(bodies)).reduce((all, body) => all + body.length, 0);
    assert.ok(bytes > 10_000 && bytes <= WEIGHT_BYTES_MAX, `${path} weighs ${bytes} bytes`);
    console.log(`${path} weighs ${bytes} bytes`);
    await page.context().close();
  }
  assert.deepEqual(elsewhere, [], 'nothing comes from elsewhere');
  assert.deepEqual(complaints, [], 'the console stays clean');
  console.log(`pages: ${seen} looks without a violation, 0 requests elsewhere, 0 complaints`);
} finally {
  await browser.close();
}
