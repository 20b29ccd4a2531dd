// Usage: node contribute.mjs ORIGIN MAILS LINK. The whole story of somebody who contributes and of a curator, in a browser: with scripts and
// without, by keyboard, narrow and wide, light and dark. MAILS is the folder where mail arrives; LINK sets the curator's first password.
// Every page is looked at by axe-core; what people type never runs; nothing may come from another host, and the console has to stay clean.

import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { PASSWORD, browser, code, complaints, heading, look, mailed as mailedTo, open as opened, press, seen, signIn as signedIn } from './people.mjs';

const [origin, mails, link] = process.argv.slice(2);
const HOSTILE = `hostile <script>alert('hostile')</script> "><img src=x onerror=alert('hostile')> </textarea><svg onload=alert('hostile')> ' onfocus=alert('hostile') autofocus='`;
const open = (options) => opened(origin, options);
const mailed = (address, path) => mailedTo(origin, mails, address, path);
const signIn = (page, email, secret, at) => signedIn(page, origin, email, secret, at);

async function register(page, email, name) {
  await page.goto(`${origin}/account/register`);
  await page.getByLabel('Name (optional)', { exact: false }).first().fill(name);
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByLabel('Name me as a contributor').check();
  await press(page, 'Make my account');
  await heading(page, 'Look into your mailbox');
  await page.goto(await mailed(email, 'confirm'));
  await press(page, 'Yes, it is mine');
  await heading(page, 'Your address is confirmed');
}

const stamp = Date.now();
try {
  // Somebody makes an account, with a proof of work that nobody sees, and signs in.
  const author = await open({ viewport: { width: 1280, height: 900 } });
  await author.goto(`${origin}/account/register`);
  await press(author, 'Make my account');
  await author.locator('#faults a').first().waitFor();
  await author.locator('#faults a').first().click();
  assert.match(await author.evaluate(() => location.hash), /^#f-/, 'what is wrong leads to its field');
  await register(author, `sam-${stamp}@mail.example`, 'Sam Rivers');
  await signIn(author, `sam-${stamp}@mail.example`);

  // They begin with what is there, are told what is missing in the words of the shape, and lose nothing.
  const name = `Quiet evenings ${stamp}`;
  await author.goto(`${origin}/contribute`);
  await author.locator('.kinds').getByRole('link', { name: 'Tool', exact: true }).click();
  await author.getByLabel(/^Name 1( \(optional\))?$/).fill(name);
  await author.getByLabel(/^Address( \(optional\))?$/).fill('not an address');
  await press(author, 'Send to a curator');
  await author.locator('#faults').waitFor();
  const faults = await author.locator('#faults').innerText();
  assert.match(faults, /Kind/, faults);
  assert.match(faults, /Address/, faults);
  assert.equal(await author.getByLabel(/^Name 1( \(optional\))?$/).inputValue(), name, 'nothing is lost');
  assert.equal(await author.getByLabel(/^Address( \(optional\))?$/).inputValue(), 'not an address', 'nothing is lost, wrong or right');
  assert.equal(await author.getByLabel(/^Address( \(optional\))?$/).getAttribute('aria-invalid'), 'true');

  // A draft is kept while they type, and taken up again.
  await author.getByLabel(/^Address( \(optional\))?$/).fill('https://www.quiet.example/');
  await press(author, 'Keep as a draft');
  await author.waitForURL(/draft=/);
  await author.getByLabel(/^Summary 1( \(optional\))?$/).fill('How to leave a conversation in time.');
  await author.locator('.kept', { hasText: 'Draft kept' }).waitFor();
  // Whoever leaves in the middle of a word loses nothing.
  await author.getByLabel(/^Summary 1( \(optional\))?$/).pressSequentially(' Or too lat');
  await author.goto(`${origin}/contribute/tools`);
  await author.getByText('You began this before').waitFor();
  await look(author, 'a form of which there is a draft');
  await author.getByRole('link', { name: /^the draft of/ }).click();
  assert.equal(await author.getByLabel(/^Summary 1( \(optional\))?$/).inputValue(), 'How to leave a conversation in time. Or too lat');
  await author.getByLabel(/^Summary 1( \(optional\))?$/).fill('How to leave a conversation in time.');
  await author.locator('.kept', { hasText: 'Draft kept' }).waitFor();
  await author.goto(`${origin}/account/drafts`);
  assert.equal(await author.getByRole('link', { name }).count(), 1, 'it is one draft all the time');
  await look(author, 'drafts');
  await author.getByRole('link', { name }).click();
  assert.equal(await author.getByLabel(/^Summary 1( \(optional\))?$/).inputValue(), 'How to leave a conversation in time.');

  // Names are suggested; a preview shows what it will say; what may be the same is told once.
  await author.getByLabel(/^Kind( \(optional\))?$/).selectOption('guide');
  await author.getByLabel(/^Provider( \(optional\))?$/).pressSequentially('National Co-ord');
  await author.locator('datalist option[value^="National Co-ord"]').first().waitFor({ state: 'attached' });
  const suggested = await author.locator('datalist option[value^="National Co-ord"]').first().getAttribute('value');
  await author.getByLabel(/^Provider( \(optional\))?$/).fill(suggested);
  await press(author, 'Preview');
  await author.locator('#preview-panel', { hasText: 'How to leave a conversation in time.' }).waitFor();
  assert.match(await author.locator('#preview-panel').innerText(), /National Co-ord/);
  assert.equal(await author.locator('#preview-panel h3').innerText(), name, 'as its page will begin');
  assert.equal(await author.locator('#preview-panel .lead').innerText(), 'How to leave a conversation in time.');
  await look(author, 'preview');
  await author.getByLabel(/^Name 1( \(optional\))?$/).fill('Block Party');
  await press(author, 'Send to a curator');
  await author.getByRole('heading', { name: 'Is it here already?' }).waitFor();
  assert.equal(await author.getByRole('link', { name: 'Block Party' }).count() > 0, true);
  await author.getByLabel(/^Name 1( \(optional\))?$/).fill(name);
  await press(author, 'Send to a curator');
  await heading(author, name);
  await author.getByText('Waiting', { exact: true }).waitFor();
  const mine = author.url().split('?')[0];
  await look(author, 'a submission, for its author');
  await author.goto(`${origin}/account/drafts`);
  assert.equal(await author.getByRole('link', { name }).count(), 0, 'the draft has become a submission');

  // A curator sets up a second factor, without which the role is none.
  const curator = await open({ viewport: { width: 1280, height: 900 }, colorScheme: 'dark' });
  await curator.goto(origin + new URL(link).pathname + new URL(link).search);
  await curator.getByLabel('New password').fill(PASSWORD);
  await press(curator, 'Set this password');
  await heading(curator, 'Your password is set');
  await signIn(curator, 'curator@mail.example');
  assert.equal(await curator.getByRole('link', { name: 'Curate', exact: true }).count(), 0, 'not yet');
  assert.equal((await curator.goto(`${origin}/curate`)).status(), 403);
  await curator.goto(`${origin}/account/factor`);
  await curator.getByLabel('Your present password').fill(PASSWORD);
  await press(curator, 'Go on');
  await look(curator, 'the second factor');
  const secret = await curator.locator('.secret').innerText();
  await curator.getByLabel('The code that the app shows').fill('000000');
  await press(curator, 'Set it up');
  await curator.locator('#faults').waitFor();
  const set = Date.now();
  await curator.getByLabel('The code that the app shows').fill(code(secret, set));
  await press(curator, 'Set it up');
  await heading(curator, 'Recovery codes');
  const recovery = await curator.locator('.secrets code').allInnerTexts();
  assert.equal(recovery.length, 10);

  // Signing in again takes the password and a code, also where scripts do not run.
  const bare = await open({ javaScriptEnabled: false, viewport: { width: 320, height: 640 } });
  await signIn(bare, 'curator@mail.example', secret, set + 30_000);
  await bare.goto(`${origin}/curate`);
  await bare.getByRole('link', { name }).click();
  await heading(bare, name);
  await bare.getByLabel('A usual reason').selectOption({ index: 1 });
  await press(bare, 'Ask for a change');
  await bare.getByText('Change asked for', { exact: true }).first().waitFor();
  assert.match(await bare.locator('.steps-done').innerText(), /Please say where this can be checked/);

  // The author is asked, and changes it.
  await author.goto(origin);
  assert.equal(await author.locator('nav a[href="/account"] .asked').innerText(), '1', 'told on every page');
  await author.getByRole('link', { name: /^News/ }).click();
  await heading(author, 'News');
  await author.getByRole('link', { name: `Please change: ${name}` }).waitFor();
  await look(author, 'news');
  assert.equal(await author.getByRole('link', { name: /^News/ }).count(), 0, 'looking is what marks it as seen');
  await author.goto(`${origin}/account/submissions`);
  await author.getByRole('heading', { name: 'Something is asked of you' }).waitFor();
  await look(author, 'submissions');
  await author.goto(mine);
  await author.getByLabel('Your words').fill('I use it with my own students.');
  await press(author, 'Say it');
  await author.getByText('Said.', { exact: true }).waitFor();
  await author.getByRole('link', { name: 'Change it' }).click();
  assert.equal(await author.getByLabel(/^Kind( \(optional\))?$/).inputValue(), 'guide');
  await author.getByLabel(/^Summary 1( \(optional\))?$/).fill('How to leave a conversation in time, tried by one class.');
  await author.locator('details').evaluateAll((all) => all.forEach((element) => { element.open = true; }));
  await author.getByRole('group', { name: 'Platforms' }).getByLabel('Twitter').check();
  await press(author, 'Send to a curator');
  await author.getByText('Waiting', { exact: true }).waitFor();

  // The curator sees both sides, accepts all but one field, and it is there for readers, credited.
  await curator.goto(`${origin}/curate`);
  await look(curator, 'the queue');
  await curator.getByRole('link', { name }).click();
  await look(curator, 'a submission, for a curator');
  await curator.getByLabel('Accept Platforms').uncheck();
  await press(curator, 'Accept and publish');
  await curator.getByText('Accepted', { exact: true }).first().waitFor();
  assert.match(await curator.locator('.steps-done').innerText(), /Accepted: .*name/);
  const reader = await open({ viewport: { width: 1280, height: 900 } });
  const record = `${origin}/tools/${name.toLowerCase().replaceAll(' ', '-')}`;
  await reader.goto(record);
  await heading(reader, name);
  const told = await reader.locator('main').innerText();
  assert.match(told, /tried by one class/);
  assert.doesNotMatch(await reader.locator('.facts').first().innerText(), /Twitter/, 'what was not accepted is not there');
  await reader.locator('details').last().evaluate((element) => { element.open = true; });
  assert.match(await reader.locator('.record-side').innerText(), /Sam Rivers/, 'credited');
  assert.equal((await reader.context().cookies()).length, 0, 'readers get no cookie');

  // Another change of it, side by side; somebody else's experience; what a curator can take back.
  await author.goto(record);
  await author.getByRole('link', { name: 'Suggest an edit' }).click();
  await author.getByLabel(/^Summary 1( \(optional\))?$/).fill('How to leave in time.');
  await press(author, 'Send to a curator');
  await author.getByText('Waiting', { exact: true }).waitFor();
  await curator.goto(`${origin}/curate?kind=change`);
  await curator.getByRole('link', { name }).first().click();
  assert.match(await curator.locator('.diff del').innerText(), /tried by one class/);
  assert.match(await curator.locator('.diff ins').innerText(), /How to leave in time\./);
  await look(curator, 'a change, side by side');
  await press(curator, 'Accept and publish');
  await curator.getByText('Accepted', { exact: true }).first().waitFor();
  await author.goto(record);
  await author.locator('#improve ~ ul, .panel').getByRole('link', { name: 'Say what it works for' }).click();
  assert.match(await author.getByLabel(/^Resource( \(optional\))?$/).inputValue(), new RegExp(name));
  await look(author, 'a claim');
  await author.goto(`${record}/own`);
  await author.getByLabel('How can curators tell that it is yours?').fill('I wrote it.');
  await press(author, 'Ask');
  await author.getByText('Waiting', { exact: true }).waitFor();
  await curator.goto(`${record}/withdraw`);
  await look(curator, 'withdrawing');
  await press(curator, 'Withdraw it');
  await curator.locator('#faults').waitFor();
  await curator.getByLabel('Why? Everybody may read it.').fill('A trial.');
  await press(curator, 'Withdraw it');
  assert.equal((await reader.goto(record)).status(), 410);
  await curator.goto(`${origin}/curate/activity`);
  await curator.getByRole('link', { name: /take back/ }).first().click();
  await curator.getByLabel('Why? Everybody may read it.').fill('It was a trial.');
  await press(curator, 'Restore it');
  await heading(curator, name);
  assert.equal((await reader.goto(record)).status(), 200);

  // Without scripts there is no proof of work: what a newcomer sends is held, and they can appeal. Scripts in what they say stay text.
  const plain = await open({ javaScriptEnabled: false, viewport: { width: 320, height: 640 } });
  await register(plain, `kit-${stamp}@mail.example`, 'Kit Vale');
  await signIn(plain, `kit-${stamp}@mail.example`);
  await plain.goto(`${origin}/contribute/tools`);
  await plain.getByLabel(/^Name 1( \(optional\))?$/).fill(`${HOSTILE} ${stamp}`);
  await plain.getByRole('group', { name: /^Name/ }).getByRole('button', { name: /Add another/ }).click();
  await plain.getByLabel(/^Name 2( \(optional\))?$/).fill('Gelyniaethus');
  await plain.getByLabel(/^Kind( \(optional\))?$/).selectOption('guide');
  await plain.getByLabel(/^Summary 1( \(optional\))?$/).fill(HOSTILE);
  await plain.getByLabel(/^Provider( \(optional\))?$/).fill(HOSTILE);
  await press(plain, 'Preview');
  assert.match(await plain.locator('#faults').innerText(), /Provider/);
  assert.equal(await plain.getByLabel(/^Provider( \(optional\))?$/).inputValue(), HOSTILE);
  await plain.getByLabel(/^Provider( \(optional\))?$/).fill('');
  await plain.getByLabel('A note for curators').fill(HOSTILE);
  await press(plain, 'Send to a curator');
  await plain.getByText('Held', { exact: true }).first().waitFor();
  await plain.getByLabel('Your words').fill(`I have no scripts. ${HOSTILE}`);
  await press(plain, 'Appeal');
  await plain.getByText('Appealed', { exact: true }).first().waitFor();
  await curator.goto(`${origin}/curate`);
  await look(curator, 'the queue with scripts in it');
  await curator.getByRole('link', { name: /hostile/ }).first().click();
  await curator.getByRole('heading', { level: 1, name: /hostile/ }).waitFor();
  await look(curator, 'a submission with scripts in it');
  await press(curator, 'Hold no longer');
  await curator.getByText('Waiting', { exact: true }).waitFor();

  // Somebody else has seen the same as a claim says; news of a list come by mail.
  await author.goto(`${origin}/claims`);
  await author.locator('.list .card h3 a').first().click();
  await author.getByText('Nobody has said yet').waitFor();
  await author.locator('.record-main').getByRole('link', { name: 'I have seen the same' }).click();
  await press(author, 'Endorse it');
  await author.getByText('One person says').waitFor();
  await author.goto(`${origin}/tools?kind=guide&search=guidance`);
  await author.getByRole('link', { name: 'Be told of what is new here' }).click();
  await author.getByLabel('Name of this search').fill('Guidance');
  await look(author, 'a search to be kept');
  await press(author, 'Save this search');
  await author.getByText('The search is saved').waitFor();
  await author.locator('#searches ~ ul').getByText('Guidance').first().waitFor();

  // Nothing about a person is published unless somebody says that they agree.
  await author.goto(`${origin}/contribute/people`);
  await author.getByLabel(/^Name 1( \(optional\))?$/).fill(`Rowan Hill ${stamp}`);
  await author.getByRole('group', { name: /^Roles/ }).locator('input').first().check();
  await author.getByLabel('How you know that the person agrees').selectOption('oneself');
  await press(author, 'Send to a curator');
  await author.getByText('Waiting', { exact: true }).waitFor();
  await author.getByText('It is about me, and I agree.').waitFor();

  // A file is tried and proposed, also without scripts.
  const library = { name: 'library.bib', mimeType: 'application/x-bibtex', buffer: Buffer.from(`@book{a, title = {Calm ${stamp}}, year = 2020}\n@report{b, title = {On calm}}\n`) };
  for (const page of [curator, bare]) {
    await page.goto(`${origin}/curate/imports`);
    await page.getByLabel(/^File/).setInputFiles(library);
    await press(page, 'Try it');
    await page.getByRole('heading', { name: 'What it would do' }).waitFor();
    assert.match(await page.locator('main').innerText(), new RegExp(`Calm ${stamp}`));
    await look(curator, 'the report of an import');
  }
  await press(bare, 'Propose these records');
  await bare.getByText(/The import is called/).waitFor();
  await bare.getByRole('link', { name: /Decide about its proposals/ }).click();
  assert.equal(await bare.locator('tbody input[type=checkbox]').count(), 2);

  // Several at once.
  await curator.goto(`${origin}/curate`);
  for (const box of await curator.locator('tbody input[type=checkbox]').all()) await box.check();
  await curator.getByText('Decide about those that are marked').click();
  await curator.getByLabel('A usual reason').selectOption({ index: 4 });
  await press(curator, 'Do not accept');
  await curator.locator('.notice li').first().waitFor();
  await curator.goto(mine);
  await look(curator, 'somebody else’s submission');

  // By keyboard alone.
  await author.goto(`${origin}/account`);
  await press(author, 'Sign out');
  await author.waitForURL(`${origin}/`);
  assert.deepEqual((await author.context().cookies()).filter(({ name: cookie }) => /access|refresh/.test(cookie)), [], 'nothing is left');
  await author.goto(`${origin}/account/submissions`);
  await heading(author, 'Sign in');
  await author.locator('#f-email').focus();
  await author.keyboard.type(`sam-${stamp}@mail.example`);
  await author.keyboard.press('Tab');
  await author.keyboard.type(PASSWORD);
  await author.keyboard.press('Enter');
  await heading(author, 'My contributions');

  // Every page of theirs, narrow and wide, light and dark.
  const pages = {
    author: ['/account', '/account/submissions', mine.slice(origin.length), '/account/drafts', '/account/notifications', '/account/profile', '/account/password', '/account/email', '/account/key', '/account/erase', '/contribute', '/contribute/tools', '/contribute/claims', '/contribute/case-studies', '/contribute/people', '/contribute/challenges', '/tools/block-party/edit', '/tools/block-party/own', '/tools/block-party'],
    curator: ['/account', '/account/recovery', '/account/factor-remove', '/curate', '/curate?look=decided', '/curate/imports', '/curate/activity', '/curate/statistics', '/curate/stale', '/curate/links', '/curate/words', '/curate/accounts', '/tools/block-party', '/tools/block-party/history', '/tools/block-party/merge', '/tools/block-party/erase', '/contribute/tools?lang=cy', '/curate?lang=cy', '/account?lang=en'],
    reader: ['/account/sign-in', '/account/register', '/account/forgotten', '/account/confirm?token=x', '/account/reset?token=x', '/account/unsubscribe?token=x', '/account/orcid?code=1&state=2', '/contribute', '/contribute/tools'],
  };
  const people = { author, curator, reader };
  for (const [who, paths] of Object.entries(pages)) {
    for (const [width, colorScheme] of [[320, 'dark'], [1280, 'light'], [320, 'light']]) {
      const page = people[who];
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme });
      for (const path of width === 320 && colorScheme === 'light' ? paths.slice(0, 4) : paths) {
        await page.goto(origin + path);
        await look(page, `${path} of the ${who} at ${width}, ${colorScheme}`);
      }
    }
  }
  assert.deepEqual(complaints, [], 'the console stays clean and nothing runs');
  console.log(`contribute: ${seen.looks} looks without a violation, 0 complaints`);
} finally {
  await browser.close();
}
