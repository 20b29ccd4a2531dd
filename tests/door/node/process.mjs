// Usage: node process.mjs ORIGIN LINKS. A call for evidence from its opening to its guide, in a browser: an organiser, contributors with and
// without an account and without scripts, two coders, an editor, a curator. LINKS: by name the address at which each sets a password, as JSON.
// Every page on the way is looked at by axe-core, wide and at 320 pixels; the main steps are done by keyboard too.

import assert from 'node:assert/strict';
import { browser, complaints, factor, heading, look, open, press, seen, settle, signIn } from './people.mjs';

const [origin, given] = process.argv.slice(2);
const links = JSON.parse(given);
const stamp = Date.now();
const day = (days) => new Date(stamp + days * 86_400_000).toISOString().slice(0, 10);
const email = (name) => `${name}@mail.example`;
const optional = (label) => new RegExp(`^${label}( \\(optional\\))?$`);
const field = (page, label) => page.getByLabel(optional(label));
/** What moves when parts are opened, moves because somebody opens them. */
const unfold = (page) => page.locator('main details').evaluateAll((all) => {
  globalThis.watching?.disconnect();
  all.forEach((element) => { element.open = true; });
});
async function mark(page, group, choice) {
  await unfold(page);
  await page.getByRole('group', { name: new RegExp(`^${group}`) }).getByLabel(choice, { exact: true }).check();
}

/** Everybody sees pages at the width of a telephone as well. */
async function both(page, what) {
  const size = page.viewportSize();
  await look(page, what);
  await page.setViewportSize({ width: size.width === 320 ? 1280 : 320, height: 800 });
  await look(page, `${what}, at another width`);
  await page.setViewportSize(size);
}

async function arrive(name, options = {}) {
  const page = await open(origin, { viewport: { width: 1280, height: 900 }, ...options });
  await settle(page, origin + new URL(links[name]).pathname + new URL(links[name]).search);
  await signIn(page, origin, email(name));
  return page;
}

/** Sends the form that a page is on. */
async function send(page, title) {
  await press(page, 'Send to a curator');
  await heading(page, title);
  await page.getByText('Waiting', { exact: true }).waitFor();
}

const slug = (name) => name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-|-$/g, '');
const call = { name: `Voices of the marsh ${stamp}` };
call.path = `/calls/${slug(call.name)}`;
const names = { march: `A walk for science ${stamp}`, held: `A letter from a stranger ${stamp}`, plain: `A note without scripts ${stamp}`, group: `Harbour Group ${stamp}`, finding: `Walking together helps ${stamp}`, meeting: `What works on the marsh ${stamp}`, guide: `Walking well ${stamp}` };

try {
  const curator = await arrive('cleo', { colorScheme: 'dark' });
  await factor(curator, origin);
  const publish = async (title) => {
    await curator.goto(`${origin}/curate`);
    await curator.getByRole('link', { name: title }).first().click();
    await heading(curator, title);
    await press(curator, 'Accept and publish');
    await curator.getByText('Accepted', { exact: true }).first().waitFor();
  };

  // An organiser opens a call from its form: everything is chosen from what is there.
  const olga = await arrive('olga');
  await olga.goto(`${origin}/contribute/calls`);
  await olga.getByLabel(optional('Name 1')).fill(call.name);
  await field(olga, 'Closes').fill(day(10));
  await field(olga, 'Time zone').fill('Europe/London');
  await mark(olga, 'Coding frame', 'Challenges');
  await mark(olga, 'Coding frame', 'Purposes');
  await both(olga, 'the form of a call');
  await send(olga, call.name);
  await publish(call.name);

  // Who curates makes her organiser, by her address; she asks the questions and gives the other parts.
  await curator.goto(`${origin}${call.path}/progress`);
  await both(curator, 'how a new call goes, for a curator');
  const assign = async (page, name, part) => {
    await page.getByLabel('Account').fill(email(name));
    await page.getByLabel('Part', { exact: true }).selectOption(part);
    await press(page, 'Give it');
    await page.getByRole('button', { name: new RegExp(`Take the part back.*${part}`, 'i') }).first().waitFor();
  };
  await assign(curator, 'olga', 'organiser');
  await olga.goto(origin + call.path);
  await olga.getByRole('link', { name: 'How the call goes' }).click();
  await olga.getByLabel('Account').fill('nobody@mail.example');
  await olga.getByLabel('Part', { exact: true }).selectOption('coder');
  await press(olga, 'Give it');
  assert.match(await olga.locator('#faults').innerText(), /there is no account/);
  assert.equal(await olga.getByLabel('Account').inputValue(), 'nobody@mail.example', 'nothing is lost');
  for (const [name, part] of [['uma', 'coder'], ['ben', 'coder'], ['edith', 'editor']]) await assign(olga, name, part);
  const ask = async (text, number, takes) => {
    await olga.goto(`${origin}${call.path}/progress`);
    await olga.locator('#organise ~ p').getByRole('link', { name: 'Question of a call' }).click();
    await olga.getByLabel(optional('In short 1')).fill(text);
    await field(olga, 'Number').fill(number);
    for (const type of takes) await mark(olga, 'Takes', type);
    await send(olga, text);
    await publish(text);
  };
  await ask(`Case studies of practice ${stamp}`, '1', ['Case study']);
  await ask(`Who does it ${stamp}`, '2', ['Organisation']);
  await olga.goto(origin + call.path);
  await both(olga, 'a call');

  // Somebody with an account answers, by keyboard; who is to be credited has to be said.
  const ann = await arrive('ann');
  await ann.goto(origin + call.path);
  await ann.getByRole('link', { name: 'A reminder before it closes' }).click();
  await press(ann, 'Remind me');
  await ann.getByText('You will get a mail').waitFor();
  await both(ann, 'a reminder');
  await ann.goto(origin + call.path);
  await ann.getByRole('link', { name: /^Case study/ }).focus();
  await ann.keyboard.press('Enter');
  await ann.getByLabel(optional('Name 1')).focus();
  await ann.keyboard.type(names.march);
  await ann.getByLabel(optional('Kind')).selectOption('sharing');
  await both(ann, 'what is asked with an answer');
  await press(ann, 'Send to a curator');
  assert.match(await ann.locator('#faults').innerText(), /credited/);
  await ann.getByLabel('The organisers of the call may use this').focus();
  await ann.keyboard.press('Space');
  await ann.getByLabel('The name below').check();
  await ann.getByLabel(optional('Name to be credited')).fill(names.group);
  await ann.getByRole('button', { name: 'Send to a curator' }).focus();
  await ann.keyboard.press('Enter');
  await heading(ann, names.march);
  await both(ann, 'what was sent in, for its author');
  await ann.getByRole('link', { name: 'What became of it in the call' }).click();
  await ann.getByText('It is not decided yet.').waitFor();
  assert.match(await ann.getByLabel('Receipt', { exact: true }).inputValue(), /^ey[\w-]+\.[\w-]+\.[\w-]+\s*$/, 'the receipt is there to keep');
  const outcome = ann.url();
  await both(ann, 'an outcome that is open');

  // A stranger does, and another without scripts: nobody needs an account. Both are held, and have receipts.
  const strange = async (page, name) => {
    await page.goto(origin + call.path);
    await page.getByRole('link', { name: /^Case study/ }).click();
    await page.getByText('You can send this in without an account').waitFor();
    await page.getByLabel(optional('Name 1')).fill(name);
    await page.getByLabel(optional('Kind')).selectOption('sharing');
    await page.getByLabel('The organisers of the call may use this').check();
    await page.getByLabel('Nobody: do not name me').check();
    await press(page, 'Send to a curator');
    await heading(page, `It has arrived: ${name}`);
    return (await page.getByLabel('Receipt', { exact: true }).inputValue()).trim();
  };
  const stranger = await open(origin, { viewport: { width: 1280, height: 900 } });
  const receipt = await strange(stranger, names.held);
  await both(stranger, 'that something arrived');
  const bare = await open(origin, { javaScriptEnabled: false, viewport: { width: 320, height: 640 } });
  const paper = await strange(bare, names.plain);
  assert.notEqual(paper, receipt);
  await stranger.goto(`${origin}/receipt`);
  await stranger.getByLabel('Receipt').fill(`${receipt.slice(0, -4)}AAAA`);
  await press(stranger, 'Show it');
  await stranger.locator('#faults').waitFor();
  await both(stranger, 'a receipt that is none');

  // The organiser looks at what is held, and takes it; a curator publishes.
  for (const name of [names.held, names.plain]) {
    await olga.goto(`${origin}${call.path}/progress`);
    await olga.getByRole('link', { name, exact: true }).click();
    await olga.getByRole('heading', { name: 'It is held' }).waitFor();
    await look(olga, 'something that is held');
    await press(olga, 'Take it like everything else');
    await olga.getByRole('heading', { name: 'It is held' }).waitFor({ state: 'detached' });
  }
  for (const name of [names.march, names.held]) await publish(name);

  // Two code what came in; neither sees what the other said first. One has a telephone, one a keyboard.
  const uma = await arrive('uma', { viewport: { width: 320, height: 720 } });
  const ben = await arrive('ben');
  const coding = async (page, name) => {
    await page.goto(`${origin}${call.path}/progress`);
    await page.getByRole('link', { name: new RegExp(`Code it: ${name}`) }).click();
    await heading(page, 'Code it');
    await page.locator('dl.facts').getByText(name).waitFor();
    await unfold(page);
  };
  await coding(uma, names.march);
  await both(uma, 'coding');
  await uma.getByLabel('Fear of escalation', { exact: true }).check();
  await press(uma, 'Code it');
  await coding(ben, names.march);
  assert.equal(await ben.getByLabel('Fear of escalation', { exact: true }).isChecked(), false);
  assert.match(await ben.locator('main').innerText(), /What others marked you see once two have coded it/);
  await ben.getByLabel('Sharing', { exact: true }).focus();
  await ben.keyboard.press('Space');
  await ben.locator('main').getByRole('button', { name: 'Code it', exact: true }).focus();
  await ben.keyboard.press('Enter');
  await ben.getByText(/: Fear of escalation\./).waitFor();
  for (const page of [uma, ben]) {
    await coding(page, names.held);
    await page.getByLabel('Fear of escalation', { exact: true }).check();
    await press(page, 'Code it');
    await page.waitForURL(/\/coding\//);
  }

  // An editor settles what differs, and sees how far they agree and what is missing.
  const edith = await arrive('edith');
  await edith.goto(`${origin}${call.path}/progress`);
  await edith.getByRole('link', { name: new RegExp(`Code it: ${names.march}`) }).click();
  await heading(edith, 'Settle what it is about');
  await unfold(edith);
  await edith.getByLabel('Fear of escalation', { exact: true }).check();
  await edith.getByLabel('Sharing', { exact: true }).check();
  await edith.getByLabel('Why it is settled so').fill('It says both.');
  await both(edith, 'settling');
  await press(edith, 'Settle it');
  await edith.goto(`${origin}${call.path}/progress`);
  assert.match(await edith.getByRole('table', { name: 'How far coders agree' }).innerText(), /Challenges\s+2\s+0\.50/);
  const crossing = edith.getByRole('row', { name: /^Fear of escalation/ });
  assert.match(await crossing.innerText(), /\b1\b/, 'one is about both');
  await edith.getByLabel('Columns').selectOption('challenges');
  await press(edith, 'Cross them');
  await edith.getByRole('table', { name: 'Challenges × Challenges' }).waitFor();
  await both(edith, 'the synthesis');

  // What follows from it, and what it rests on.
  await edith.locator('#synthesis ~ p').getByRole('link', { name: 'Finding' }).click();
  await edith.getByLabel(optional('Name 1')).fill(names.finding);
  await edith.getByLabel(optional('Statement 1')).fill('Fear of escalation is smaller among colleagues.');
  await edith.getByLabel(optional('Kind')).selectOption('conclusion');
  assert.match(await edith.getByLabel(optional('Derived from 1')).inputValue(), /Voices of the marsh/);
  await send(edith, names.finding);
  await publish(names.finding);
  const cite = async (name, stance) => {
    await edith.goto(`${origin}${call.path}/progress`);
    await edith.getByRole('link', { name, exact: true }).click();
    await edith.locator('#say ~ p').getByRole('link', { name: 'Citation' }).click();
    await edith.getByLabel(optional('Finding')).fill(names.finding);
    await edith.getByLabel(optional('Stance')).selectOption(stance);
    await edith.getByLabel(optional('Strength')).selectOption('case-study');
    await press(edith, 'Send to a curator');
    await edith.getByText('Waiting', { exact: true }).waitFor();
    const place = new URL(edith.url()).pathname.split('/').pop();
    await curator.goto(`${origin}/curate/${place}`);
    await press(curator, 'Accept and publish');
    await curator.getByText('Accepted', { exact: true }).first().waitFor();
  };
  await cite(names.march, 'supports');
  await cite(names.held, 'disputes');
  await olga.goto(`${origin}/findings/${slug(names.finding)}`);
  await both(olga, 'a finding with evidence for and against');

  // They meet; there is one place, and whoever waits moves up.
  await olga.goto(`${origin}${call.path}/progress`);
  await olga.locator('#organise ~ p').getByRole('link', { name: 'Event', exact: true }).click();
  await olga.getByLabel(optional('Name 1')).fill(names.meeting);
  await field(olga, 'Begins').fill('2040-03-27');
  await field(olga, 'Starts at').fill('2040-03-27 10:00');
  await field(olga, 'Ends at').fill('2040-03-27 16:30');
  await olga.locator('[name="timeZone"]').fill('Europe/London');
  await field(olga, 'Places').fill('1');
  await send(olga, names.meeting);
  await publish(names.meeting);
  const attend = async (page) => {
    await page.goto(`${origin}/events/${slug(names.meeting)}`);
    await page.getByText('27 March 2040, 10:00 to 16:30 (Europe/London)').waitFor();
    await page.getByRole('link', { name: 'Register for this' }).click();
  };
  await attend(stranger);
  await stranger.getByRole('link', { name: 'Sign in to register' }).waitFor();
  await attend(ann);
  await ann.getByLabel('What do you need').fill('Captions, please.');
  await ann.locator('main button').first().focus();
  await ann.keyboard.press('Enter');
  await ann.getByText('You have a place').waitFor();
  await both(ann, 'a place');
  await attend(uma);
  await uma.locator('main button').first().click();
  await uma.getByText('You are on the waiting list').waitFor();
  await both(uma, 'waiting');
  await ann.locator('main button.grave').click();
  await ann.locator('main button.grave').waitFor({ state: 'detached' });
  await uma.reload();
  await uma.getByText('You have a place').waitFor();

  // The guide: not published while somebody is not credited and something has no outcome; then it is.
  await olga.goto(`${origin}/contribute/organisations`);
  await olga.getByLabel(optional('Name 1')).fill(names.group);
  await olga.getByLabel(optional('Sector')).selectOption({ index: 1 });
  await send(olga, names.group);
  await publish(names.group);
  await edith.goto(`${origin}${call.path}/progress`);
  await edith.locator('#synthesis ~ p').getByRole('link', { name: 'Guide' }).click();
  await edith.getByLabel(optional('Name 1')).fill(names.guide);
  await edith.getByLabel(optional('Text 1')).fill(`# Walk\n\nTogether it is easier [@finding/${slug(names.finding)}].`);
  await edith.getByLabel(optional('Contributors 1')).fill(names.group);
  await both(edith, 'the form of a guide');
  await send(edith, names.guide);
  await curator.goto(`${origin}/curate`);
  await curator.getByRole('link', { name: names.guide }).first().click();
  await heading(curator, names.guide);
  assert.match(await curator.locator('main').innerText(), new RegExp(`${names.plain}.* has no outcome`), 'it is told before anybody tries');
  await press(curator, 'Accept and publish');
  const refusal = await curator.locator('#faults').innerText();
  assert.match(refusal, /has no outcome/);
  assert.match(refusal, /who has no record to be named by/);
  await both(curator, 'a guide whose credits are open');
  const conclude = async (name, outcome, more) => {
    await edith.goto(`${origin}${call.path}/progress`);
    await edith.getByRole('link', { name, exact: true }).click();
    await edith.getByRole('radio', { name: outcome }).check();
    for (const [label, text] of more) await edith.getByLabel(optional(label)).fill(text);
    await look(edith, 'saying what became of something');
    await press(edith, 'Say so');
    await edith.locator('p.lead', { hasText: outcome }).waitFor();
  };
  await conclude(names.plain, 'It was not used.', [['Why, for whoever sent it', 'We knew of it already.']]);
  await conclude(names.march, 'It was used in the synthesis.', [['Used in', slug(names.finding)], ['Credited as', slug(names.group)]]);
  await publish(names.guide);
  await stranger.goto(`${origin}/guides/${slug(names.guide)}`);
  await stranger.getByRole('heading', { name: 'Walk', exact: true }).waitFor();
  await both(stranger, 'the guide');

  // Everybody who sent something in sees what became of it.
  await ann.goto(outcome);
  await ann.getByText('It was used in the synthesis.').waitFor();
  await ann.getByRole('link', { name: names.finding }).waitFor();
  await ann.getByRole('link', { name: names.guide }).waitFor();
  await both(ann, 'an outcome');
  for (const [page, own, told] of [[stranger, receipt, 'It was used in the synthesis.'], [bare, paper, 'It was not used. We knew of it already.']]) {
    await page.goto(`${origin}/receipt`);
    await page.getByLabel('Receipt').fill(own);
    await press(page, 'Show it');
    await page.getByText(told).waitFor();
  }
  await look(stranger, 'an outcome by receipt');
  assert.equal((await bare.context().cookies()).length, 0, 'who has no account gets no cookie');

  // It is extended, for everybody to see; a part is taken back.
  await olga.goto(`${origin}${call.path}/progress`);
  await olga.getByLabel('New last day').fill(day(5));
  await olga.getByLabel('Why, for everybody to read').fill('Many asked for it.');
  await press(olga, 'Extend it');
  assert.match(await olga.locator('#faults').innerText(), /a call is only ever extended/i);
  await olga.getByLabel('New last day').fill(day(20));
  await olga.getByLabel('New last day').press('Enter');
  await olga.waitForURL(`${origin}${call.path}/progress`);
  await olga.getByRole('button', { name: /Take the part back.*Editor/ }).click();
  await olga.getByRole('button', { name: /Take the part back.*Editor/ }).waitFor({ state: 'detached' });
  assert.equal((await edith.goto(`${origin}${call.path}/progress`)).status(), 403);
  await stranger.goto(origin + call.path);
  await stranger.getByText('Many asked for it.').waitFor();
  assert.deepEqual(complaints, [], 'the console stays clean and nothing runs');
  console.log(`process: ${seen.looks} looks without a violation, 0 complaints`);
} finally {
  await browser.close();
}
