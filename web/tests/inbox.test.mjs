// The Inbox: what was brought stands first, what waits says why and at what price, and what the person does is done.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startMock } from '../mock/server.mjs';
import { launch, open } from './browser.mjs';
import { drawn, isReal } from './target.mjs';

const AXE = readFileSync(fileURLToPath(new URL('../node_modules/axe-core/axe.min.js', import.meta.url)), 'utf8');
let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

/** Each test has an inbox of its own, since all of them change it. */
const within = (options, work) => async () => {
  const mock = await startMock(options);
  const opened = await open(browser, mock.url, options);
  try {
    await opened.go('#/inbox');
    await drawn(opened.page);
    await work({ ...opened, mock });
    assert.deepEqual(opened.trouble, []);
  } finally {
    await opened.context.close();
    await mock.close();
  }
};
const inboxTest = (name, options, work) => test(name, { skip: isReal && 'needs the made-up inbox' }, within(options, work));
const asked = (mock) => fetch(`${mock.url}/api/attentive/inbox`).then((answer) => answer.json());
const named = (page, name) => page.getByRole('article', { name });

inboxTest('what was brought comes first, then what waits in the order in which it comes, with why and its price', {}, async ({ page }) => {
  assert.deepEqual(await page.locator('main article h3').allTextContents(), [
    'The backup disk is nearly full', 'Which of the two layouts shall I keep?',
    'Build 214 is red on main', 'I found what you asked for', 'How shall the release be called?', 'Lunch on Friday?', 'The week in compilers',
  ]);
  await page.getByRole('status').getByText('2 for you now, 5 wait.').waitFor();
  assert.match(await page.getByRole('link', { name: /^Inbox/ }).textContent(), /2\(2 for you now\)/);
  const build = named(page, 'Build 214 is red on main');
  await build.getByText(/^By .* at the latest, in 1\d min$/).waitFor();
  await build.locator('.why').getByText('Waiting is expected to save 5.8 min of focus').waitFor();
  await build.getByRole('img', { name: /^Minutes of focus: now 9\.5 min, waiting 3\.\d min$/ }).waitFor();
  await build.getByText('from ci by HTTP · asked 12 min ago · takes 3 min').waitFor();
  assert.equal(await build.getByText('A focus session has been going on for 41 min').isVisible(), false, 'the rest is behind a disclosure');
  await build.getByText('Why not now?').click();
  await build.getByText('A focus session has been going on for 41 min').waitFor();
  await build.getByText('asked by ci').waitFor();
  await named(page, 'Lunch on Friday?').getByText(/^You put it off until/).waitFor();
  await named(page, 'The week in compilers').getByText(/^Together with others at/).waitFor();
  const [now, wait] = await build.locator('.price b').evaluateAll((bars) => bars.map((bar) => bar.getBoundingClientRect().width));
  assert.ok(now > 2 * wait && wait > 4, `${now} px beside ${wait} px`);
  await page.evaluate(AXE);
  for (const summary of await page.locator('main summary').all()) await summary.evaluate((one) => { one.parentElement.open = true; });
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  assert.deepEqual(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id} ${nodes[0].html}`), []);
});

inboxTest('what waits is brought now, and what was brought is done, by keys alone', {}, async ({ page, mock }) => {
  const bring = page.getByRole('button', { name: 'Bring it now: Build 214 is red on main' });
  await bring.focus();
  await page.keyboard.press('Enter');
  await page.locator('.toast', { hasText: 'Brought: Build 214 is red on main' }).waitFor();
  await page.getByRole('region', { name: 'For you now' }).getByRole('heading', { name: 'Build 214 is red on main' }).waitFor();
  await page.getByRole('link', { name: /^Inbox ?\(3 for you now\)/ }).waitFor();
  const done = page.getByRole('button', { name: 'Done: Build 214 is red on main' });
  await done.focus();
  await page.keyboard.press('Enter');
  await named(page, 'Build 214 is red on main').waitFor({ state: 'detached' });
  await page.waitForFunction(() => document.activeElement?.tagName === 'H1', undefined, { timeout: 5000 });
  const ticket = (await asked(mock)).ended.find((one) => one.subject === 'Build 214 is red on main');
  assert.deepEqual(ticket.steps.map((step) => `${step.what} ${step.by}`), ['asked http', 'delivered person', 'seen person']);
});

inboxTest('a question is answered by a button, or in free words, or not at all', {}, async ({ page, mock }) => {
  const layouts = named(page, 'Which of the two layouts shall I keep?');
  await layouts.getByRole('button', { name: 'The old one taken when you do not answer' }).waitFor();
  await layouts.getByRole('button', { name: 'The new one' }).click();
  await page.locator('.toast', { hasText: 'Answered: The new one' }).waitFor();
  await layouts.waitFor({ state: 'detached' });
  const release = named(page, 'How shall the release be called?');
  await release.getByText('Without an answer it takes: Spring').waitFor();
  const send = release.getByRole('button', { name: 'Answer', exact: true });
  assert.equal(await send.isDisabled(), true, 'nothing is no answer');
  await release.getByRole('textbox').fill('  Lark & "wren"  ');
  await page.waitForResponse((answer) => answer.url().endsWith('/inbox') && answer.ok(), { timeout: 15_000 }); // It asks again, and what is typed stays.
  assert.equal(await release.getByRole('textbox').inputValue(), '  Lark & "wren"  ');
  await page.keyboard.press('Enter');
  await release.waitFor({ state: 'detached' });
  const { ended } = await asked(mock);
  assert.deepEqual(ended.slice(0, 2).map((one) => one.answer), ['Lark & "wren"', 'The new one']);
  await page.getByText('Ended lately (8)').click();
  await page.getByText('You answered: Lark & "wren"').waitFor();
});

inboxTest('something is put off by ten minutes, and until tomorrow morning', {}, async ({ page, mock }) => {
  const backup = named(page, 'The backup disk is nearly full');
  await backup.getByText('Later', { exact: true }).click();
  const sent = page.waitForRequest('**/inbox/t-1/do');
  await backup.getByRole('button', { name: '10 min' }).click();
  assert.deepEqual((await sent).postDataJSON(), { do: 'snooze', minutes: 10 });
  await page.locator('.toast', { hasText: /^Put off until 16:5\d\.$/ }).waitFor();
  await backup.getByText(/^You put it off until 16:5\d$/).waitFor();
  const build = named(page, 'Build 214 is red on main');
  await build.getByText('Later', { exact: true }).click();
  await build.getByRole('button', { name: 'Tomorrow 08:00' }).click();
  await build.getByText(/^You put it off until .*25 Nov.*08:00$/).waitFor();
  const { open: left, now } = await asked(mock);
  const minutes = (Date.parse(left.find((one) => one.demand_id === 't-3').not_before) - Date.parse(now)) / 60_000;
  assert.ok(Math.abs(minutes - 15.3 * 60) < 2, `${minutes} min to 08:00 in Berlin`);
});

inboxTest('never again is asked about first, and can be taken back', {}, async ({ page, mock }) => {
  const backup = named(page, 'The backup disk is nearly full');
  const sources = page.getByRole('region', { name: 'Who may always, who may never' });
  await backup.getByRole('button', { name: 'Never again from backup' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Nothing from backup will be brought to you any more').waitFor();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'detached' });
  assert.deepEqual((await asked(mock)).policy.never_from, ['ads.example']);
  await backup.getByRole('button', { name: 'Never again from backup' }).click();
  await dialog.getByRole('button', { name: 'Never again' }).click();
  await backup.waitFor({ state: 'detached' });
  assert.deepEqual((await asked(mock)).policy.never_from, ['ads.example', 'backup']);
  await sources.getByRole('button', { name: 'Take backup off' }).click();
  await sources.getByRole('button', { name: 'Take backup off' }).waitFor({ state: 'detached' });
  await sources.getByRole('textbox', { name: 'Source that may always' }).or(sources.getByRole('combobox', { name: 'Source that may always' })).fill(' ADS.example ');
  await page.keyboard.press('Enter');
  await page.locator('.toast', { hasText: 'decided about anew' }).waitFor();
  const { policy } = await asked(mock);
  assert.deepEqual([policy.always_from, policy.never_from], [['calendar', 'ADS.example'], []], 'it stands on one list only');
});

inboxTest('a wish to interrupt is allowed or told no', {}, async ({ page, mock }) => {
  const wish = named(page, 'I found what you asked for');
  assert.equal(await wish.getByRole('button', { name: 'Done' }).count(), 0, 'closing it would say yes');
  await wish.getByRole('button', { name: 'No: I found what you asked for' }).click();
  await wish.waitFor({ state: 'detached' });
  assert.equal((await asked(mock)).ended[0].status, 'withdrawn');
  await page.getByText('Ended lately (7)').click();
  await page.getByText('You said no').waitFor();
  for (const text of ['Time was up', 'It took: keep it', 'Not let through', 'Was let through', 'What came of it, in its own words: done, nothing was lost']) await page.getByText(text).first().waitFor();
  await page.getByText('Taken back', { exact: true }).waitFor();
});

inboxTest('who wants to interrupt and never may again is not told "now"', {}, async ({ page, mock }) => {
  const wish = named(page, 'I found what you asked for');
  await wish.getByRole('button', { name: 'Never again from researcher' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Never again' }).click();
  await wish.waitFor({ state: 'detached' });
  const { ended, policy } = await asked(mock);
  assert.deepEqual([ended[0].status, policy.never_from], ['refused', ['ads.example', 'researcher']]);
});

inboxTest('what another program sends is there at once, and the number in the menu follows on every page', {}, async ({ page, mock }) => {
  await page.getByRole('button', { name: 'Done: The backup disk is nearly full' }).waitFor();
  await fetch(`${mock.url}/api/attentive/inbox`, { method: 'POST', body: JSON.stringify({ source: 'door', subject: 'Somebody is at the door', urgency: 'urgent' }) });
  await page.getByRole('region', { name: 'For you now' }).getByRole('heading', { name: 'Somebody is at the door' }).waitFor({ timeout: 3000 });
  await page.goto(`${mock.url}/#/trends`);
  await page.getByRole('link', { name: /^Inbox ?\(3 for you now\)/ }).waitFor();
  await fetch(`${mock.url}/api/attentive/inbox/t-1/do`, { method: 'POST', body: JSON.stringify({ do: 'close' }) });
  await page.getByRole('link', { name: /^Inbox ?\(2 for you now\)/ }).waitFor({ timeout: 3000 });
});

inboxTest('prices are asked for again while one looks', {}, async ({ page }) => {
  const price = named(page, 'How shall the release be called?').locator('.price');
  const before = await price.getAttribute('aria-label');
  await page.waitForFunction((old) => [...document.querySelectorAll('.price')].every((one) => one.getAttribute('aria-label') !== old), before, { timeout: 45_000 });
});

inboxTest('a deed that came too late is told, and the page shows what holds', {}, async ({ page, mock, trouble }) => {
  await page.route('**/stream', (route) => route.abort());
  await page.reload();
  await drawn(page);
  await fetch(`${mock.url}/api/attentive/inbox/t-1/do`, { method: 'POST', body: JSON.stringify({ do: 'close' }) });
  await page.getByRole('button', { name: 'Done: The backup disk is nearly full' }).click();
  await page.locator('.toast', { hasText: 'the ticket has ended' }).waitFor();
  await named(page, 'The backup disk is nearly full').waitFor({ state: 'detached' });
  // The browser itself notes the refused answer and the lost stream.
  assert.ok(trouble.every((line) => line.startsWith('console: Failed to load resource')), trouble.join('\n'));
  trouble.length = 0;
});

test('with nothing in it the page says how programs send, in both languages', { skip: isReal }, async () => {
  const mock = await startMock({ isEmpty: true });
  for (const [language, text] of [['en', 'Nothing has asked for your attention yet'], ['zh', '还没有什么需要您留意']]) {
    const { page, context, trouble, go } = await open(browser, mock.url, { language });
    await go('#/inbox');
    await page.getByRole('heading', { name: text }).waitFor();
    await page.getByText(`curl ${mock.url}/api/attentive/inbox -d '{"source":"ci"`).waitFor();
    await page.getByText('claude mcp add attentive -- attentive mcp').waitFor();
    assert.equal(await page.locator('.badge').count(), 0);
    assert.deepEqual(trouble, []);
    await context.close();
  }
  await mock.close();
});

inboxTest('with everything open nothing sticks out of 320 px', { width: 320, height: 700, isMobile: true, hasTouch: true }, async ({ page, mock }) => {
  const long = { source: 'x'.repeat(80), subject: 'y'.repeat(160), body: 'z'.repeat(300), options: ['w'.repeat(90), '昨夜河水上涨'], urgency: 'urgent' };
  await fetch(`${mock.url}/api/attentive/inbox`, { method: 'POST', body: JSON.stringify(long) });
  await page.getByText(long.subject).waitFor();
  for (const summary of await page.locator('main summary').all()) await summary.evaluate((one) => { one.parentElement.open = true; });
  const { inner, scroll } = await page.evaluate(() => ({ inner: document.documentElement.clientWidth, scroll: document.documentElement.scrollWidth }));
  assert.ok(scroll <= inner, `${scroll} px of content in ${inner} px`);
});

inboxTest('focus mode holds all that waits, says until when, and brings it together when it is switched off', {}, async ({ page, mock }) => {
  const control = page.getByRole('region', { name: 'Focus mode' });
  await control.getByRole('button', { name: '25 min' }).click();
  await page.locator('.toast', { hasText: /^Focus mode is on until \d\d:\d\d\.$/ }).waitFor();
  await control.getByText(/^On until \d\d:\d\d · 4 things wait$/).waitFor();
  await control.getByText('The desktop holds back the notifications of all programs meanwhile.').waitFor();
  const build = named(page, 'Build 214 is red on main');
  await build.getByText(/^When your focus mode ends: /).waitFor();
  await build.locator('.why').getByText(/^You are in focus mode for another 2\d min/).waitFor();
  await named(page, 'Lunch on Friday?').getByText(/^You put it off until/).waitFor();
  await page.evaluate(AXE);
  await control.getByRole('button', { name: 'Switch it off' }).click();
  const group = page.getByRole('list', { name: /^3 waited for the end of your focus mode, and came together at / });
  await group.waitFor();
  assert.deepEqual(await group.locator('h3').allTextContents(), ['Build 214 is red on main', 'How shall the release be called?', 'The week in compilers']);
  assert.equal((await asked(mock)).open.filter((one) => one.status === 'waiting').length, 1, 'what was put off stays so');
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  assert.deepEqual(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id} ${nodes[0].html}`), []);
  await control.getByRole('button', { name: 'Until I switch it off' }).click();
  await control.getByText(/^On until you switch it off, .* at the latest · nothing waits$/).waitFor();
});
