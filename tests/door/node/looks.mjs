// What every page has to be, beside what axe-core looks at: its outline, its names, what the focus shows, that nothing moves while it loads.

import assert from 'node:assert/strict';

/** To be called before a context opens anything: notes what moves on its pages without anybody having done something. */
export const watch = (context) => context.addInitScript(() => {
  globalThis.moved = 0;
  globalThis.movedWhat = [];
  globalThis.watching = new PerformanceObserver((list) => {
    for (const entry of list.getEntries().filter(({ hadRecentInput }) => !hadRecentInput)) {
      globalThis.moved += entry.value;
      globalThis.movedWhat.push(...entry.sources.map(({ node }) => (node?.outerHTML ?? node?.textContent ?? '').slice(0, 100)));
    }
  });
  globalThis.watching.observe({ type: 'layout-shift', buffered: true });
});

/** Within the page: everything that is wrong, in words. */
function faults(alone) {
  const wrong = [];
  const shown = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest('[aria-hidden="true"]');
  const brief = (element) => element.outerHTML.slice(0, 120);

  const levels = [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].filter(shown).map((heading) => Number(heading.tagName[1]));
  if (levels.filter((level) => level === 1).length !== 1) wrong.push('it has not one main heading');
  levels.forEach((level, at) => { if (at > 0 && level > levels[at - 1] + 1) wrong.push(`heading ${at + 1} is of level ${level} after ${levels[at - 1]}`); });

  for (const control of [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button]')].filter(shown)) {
    const labelled = (control.getAttribute('aria-labelledby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join('');
    const names = [control.getAttribute('aria-label'), labelled, ...[...(control.labels ?? [])].map((label) => label.textContent), control.tagName === 'INPUT' ? control.value : control.textContent, control.querySelector('img, svg')?.getAttribute('aria-label')];
    if (!names.some((name) => name?.trim())) wrong.push(`nameless: ${brief(control)}`);
  }

  if (!alone) {
    for (const [selector, what] of [['main', 'main part'], ['body > header', 'head'], ['body > footer', 'foot'], ['header nav[aria-label]', 'navigation']]) {
      if (document.querySelectorAll(selector).length !== 1) wrong.push(`it has not one ${what}`);
    }
    const loose = [...document.body.children].filter((element) => !element.matches('header, main, footer, nav, script, .skip') && shown(element));
    wrong.push(...loose.map((element) => `outside of the parts: ${brief(element)}`));
    if (!document.querySelector('meta[name=description]')?.content.trim()) wrong.push('it has no description');
  }
  if (!/^(en|cy)$/.test(document.documentElement.lang)) wrong.push(`its language is “${document.documentElement.lang}”`);
  if (!document.title.trim()) wrong.push('it has no title');

  for (const image of document.images) if (!image.hasAttribute('width') || !image.hasAttribute('height')) wrong.push(`without a size: ${brief(image)}`);
  const used = new Set([...document.querySelectorAll('[src], link[rel=stylesheet]')].map((element) => element.src ?? element.href));
  for (const link of document.querySelectorAll('link[rel=preload], link[rel=modulepreload]')) if (!used.has(link.href)) wrong.push(`loaded for nothing: ${link.href}`);

  // What has the focus is to be seen: it looks other than it did.
  const seen = ['outlineStyle', 'outlineWidth', 'outlineColor', 'boxShadow', 'borderTopColor', 'backgroundColor', 'textDecorationLine'];
  const style = (element) => { const own = getComputedStyle(element); return seen.map((name) => own[name]).join(); };
  let focused = 0;
  for (const element of [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')].filter((one) => shown(one) && one.tabIndex >= 0 && !one.disabled)) {
    element.blur();
    const before = style(element);
    element.focus({ preventScroll: true });
    if (document.activeElement !== element) continue;
    focused += 1;
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
    const drawn = (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1) || boxShadow !== 'none';
    if (style(element) === before || !drawn) wrong.push(`the focus is not seen: ${brief(element)}`);
    element.blur();
  }
  if (focused === 0) wrong.push('nothing takes the focus');
  return wrong;
}

/** Looks at a page that is loaded; `alone`: it stands within other sites, without a frame of ours. */
export async function sound(page, what, { alone = false } = {}) {
  await page.evaluate(() => document.fonts.ready.then(() => new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(done)); })));
  const { moved, movedWhat } = await page.evaluate(() => ({ moved: globalThis.moved ?? 0, movedWhat: globalThis.movedWhat ?? [] }));
  assert.equal(moved, 0, `${what} moves while it loads: ${movedWhat.join(' | ')}`);
  // Whatever moves from here on, somebody opened or made narrower.
  await page.evaluate(() => globalThis.watching?.disconnect());
  // Focus is shown to whoever uses the keyboard.
  await page.keyboard.press('Tab');
  assert.deepEqual(await page.evaluate(faults, alone), [], what);
}

/** The checks can fail: each fault, made on purpose, is found. */
export async function control(page) {
  const found = async (spoil) => {
    await page.reload();
    await page.evaluate(spoil);
    return page.evaluate(faults, false);
  };
  const spoilt = [
    [() => document.querySelector('main').append(document.createElement('h1')), /main heading/],
    [() => document.querySelector('main').append(document.createElement('h6')), /level 6/],
    [() => document.querySelector('main').append(document.createElement('button')), /nameless/],
    [() => document.querySelector('main').append(Object.assign(document.createElement('img'), { src: '/assets/mark.svg', alt: '' })), /without a size/],
    [() => document.body.append(Object.assign(document.createElement('p'), { textContent: 'x' })), /outside of the parts/],
    [() => document.querySelector('meta[name=description]').remove(), /description/],
    [() => { document.documentElement.lang = 'xx'; }, /language/],
    [() => document.head.append(Object.assign(document.createElement('link'), { rel: 'preload', as: 'image', href: '/assets/none.svg' })), /for nothing/],
    [() => { const sheet = new CSSStyleSheet(); sheet.replaceSync('* { outline: none !important; box-shadow: none !important }'); document.adoptedStyleSheets = [sheet]; }, /focus is not seen/],
  ];
  for (const [spoil, wanted] of spoilt) assert.ok((await found(spoil)).some((fault) => wanted.test(fault)), `${wanted} is found`);
  await page.reload();
  await page.evaluate(() => new Promise((done) => {
    requestAnimationFrame(() => requestAnimationFrame(() => {
      document.querySelector('main').prepend(Object.assign(document.createElement('p'), { textContent: 'Late.' }));
      requestAnimationFrame(() => requestAnimationFrame(done));
    }));
  }));
  await page.waitForFunction(() => globalThis.moved > 0);
}
