// Usage: node explorer.mjs ORIGIN. Opens the explorer in Debian's chromium and works with it by keyboard. Nothing may be loaded
// from another host, and the console has to stay clean.

import assert from 'node:assert/strict';
import { launch } from './browser.mjs';

const origin = process.argv[2];
const browser = await launch();
try {
  const page = await browser.newPage({ viewport: { width: 1400, height: 850 } });
  const [elsewhere, complaints, workers] = [[], [], []];
  page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(origin)) elsewhere.push(request.url());
  });
  page.on('console', (message) => { if (['error', 'warning'].includes(message.type())) complaints.push(message.text()); });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('worker', (worker) => workers.push(worker.url()));

  await page.goto(`${origin}/graphql`);
  await page.getByRole('tab', { name: /WhatHelps/ }).waitFor();
  // The first example comes with its variables.
  await page.locator('.graphiql-editor').getByText('fear-of-escalation').waitFor();

  const query = 'query Mine($n: Int) {\n  challenges(first: $n) { nodes { __typename } }\n}';
  const link = new URLSearchParams({ query, variables: '{"n": 1}' });
  await page.goto('about:blank');
  await page.goto(`${origin}/graphql#${link}`);
  await page.getByRole('tab', { name: /Mine/ }).waitFor();
  await page.locator('.graphiql-query-editor textarea').first().focus();
  await page.keyboard.press('Control+Enter');
  await page.locator('.result-window').getByText('"Challenge"').waitFor({ timeout: 10_000 });

  await page.getByLabel('Show Examples').focus();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: /About the directory/ }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('tab', { name: /AboutTheDirectory/ }).waitFor();
  await page.getByLabel('Link to this query').click();
  assert.match(new URL(page.url()).hash, /AboutTheDirectory/, 'the address is a link to the query');

  assert.ok(workers.length > 0 && workers.every((url) => url.startsWith(`${origin}/graphql/explorer/`)), `workers: ${workers}`);
  assert.deepEqual(elsewhere, [], 'nothing comes from elsewhere');
  assert.deepEqual(complaints, [], 'the console stays clean');

  const plain = await browser.newContext({ javaScriptEnabled: false });
  const form = await plain.newPage();
  await form.goto(`${origin}/graphql?plain=1`);
  await form.getByLabel('Query').fill('{ challenges(first: 1) { nodes { __typename } } }');
  await form.locator('#main').getByRole('button', { name: 'Ask' }).click();
  assert.match(await form.locator('pre').innerText(), /"Challenge"/, 'the form answers without scripts');
  if (process.env.SCREENSHOT) await page.screenshot({ path: process.env.SCREENSHOT });
  console.log(`explorer: ${workers.length} workers of our own, 0 requests elsewhere, 0 complaints`);
} finally {
  await browser.close();
}
