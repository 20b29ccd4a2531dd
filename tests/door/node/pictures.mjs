// Usage: node pictures.mjs ORIGIN FOLDER [PATH…]. Takes pictures of the main pages; or of these, narrow and wide, light and dark.

import { launch } from './browser.mjs';

const [origin, folder, ...paths] = process.argv.slice(2);
const WIDE = { width: 1120, height: 760 };
const NARROW = { width: 320, height: 640 };
const LOOKS = { 'wide-light': [WIDE, 'light'], 'wide-dark': [WIDE, 'dark'], 'narrow-light': [NARROW, 'light'], 'narrow-dark': [NARROW, 'dark'] };
const MAIN = [
  ['home', '/', 'wide-light'],
  ['answer', '/ask?q=which+tools+help+with+fear+of+escalation%3F', 'wide-light'],
  ['challenge', '/challenges/fear-of-escalation', 'wide-dark'],
  ['gaps', '/gaps', 'wide-light'],
  ['record-narrow', '/tools/block-party', 'narrow-light'],
  ['list-narrow', '/tools?addresses=fear-of-escalation', 'narrow-dark'],
];
const named = (path) => path.replace(/[^a-z0-9]+/gi, '-').replace(/^-|-$/g, '') || 'home';
const wanted = paths.length === 0 ? MAIN : paths.flatMap((path) => Object.keys(LOOKS).map((look) => [`${named(path)}-${look}`, path, look]));
const browser = await launch();
for (const [name, path, look] of wanted) {
  const [viewport, colorScheme] = LOOKS[look];
  const page = await browser.newPage({ viewport, colorScheme });
  await page.goto(origin + path);
  await page.screenshot({ path: `${folder}/${name}.png`, fullPage: process.env.WHOLE === 'yes' });
  await page.close();
}
await browser.close();
