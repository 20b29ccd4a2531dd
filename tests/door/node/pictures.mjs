// Usage: node pictures.mjs ORIGIN FOLDER [PATH…]. Takes pictures of pages, narrow and wide, light and dark.

import { chromium } from 'playwright-core';

const [origin, folder, ...paths] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
});
const looks = { 'wide-light': [1280, 'light'], 'wide-dark': [1280, 'dark'], 'narrow-light': [320, 'light'], 'narrow-dark': [320, 'dark'] };
const wanted = (process.env.LOOKS ?? 'wide-light,narrow-dark').split(',');
for (const look of wanted) {
  const [width, colorScheme] = looks[look];
  const page = await browser.newPage({ viewport: { width, height: width > 500 ? 900 : 640 }, colorScheme });
  for (const path of paths) {
    await page.goto(origin + path);
    const name = path.replace(/[^a-z0-9]+/gi, '-').replace(/^-|-$/g, '') || 'home';
    await page.screenshot({ path: `${folder}/${name}-${look}.png`, fullPage: process.env.WHOLE !== 'no' });
  }
  await page.close();
}
await browser.close();
