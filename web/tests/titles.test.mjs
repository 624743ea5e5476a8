// Focus and distraction: the bar, its numbers, and a word of the person that holds at once and can be taken back.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startMock } from '../mock/server.mjs';
import { open } from './browser.mjs';
import { drawn, isReal, start } from './target.mjs';

const AXE = readFileSync(fileURLToPath(new URL('../node_modules/axe-core/axe.min.js', import.meta.url)), 'utf8');
let target;
before(async () => (target = await start()));
after(() => target.close());

async function opened(options = {}, origin = target.origin) {
  const all = await open(target.browser, origin, options);
  await all.go();
  await drawn(all.page);
  const card = all.page.locator('section:has(#titles-title)');
  await card.locator('ol > li').first().waitFor();
  return { ...all, card };
}
const sums = (card) => card.locator('dl dd').allInnerTexts();
const row = (card, text) => card.locator('ol > li').filter({ hasText: text }).first();

test('the bar and its numbers are those of the server, and it can be read without seeing it', async () => {
  const { page, context, card, trouble } = await opened();
  const shares = (await sums(card)).map((text) => Number(/(\d+) %/.exec(text)[1]));
  assert.equal(shares.length, 3);
  assert.ok(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 100) <= 1, shares.join());
  assert.match(await card.locator('.bar').first().getAttribute('aria-label'), /^Time by label: Focus .+ %\), Neutral .+ %\), Distraction .+ %\)$/);
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run('section:has(#titles-title)', { resultTypes: ['violations'] }));
  assert.deepEqual(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id} ${nodes[0].html}`), []);
  assert.deepEqual(trouble, []);
  await context.close();
});

test('a word on a title holds at once, is told, and is taken back', async () => {
  const { context, card, trouble, page } = await opened();
  const first = await card.locator('ol > li .what > .clip').first().innerText();
  const line = row(card, first);
  const [found, before] = [await line.locator('select option').first().innerText(), await sums(card)];
  assert.match(found, /·/);
  const wanted = found.startsWith('Distraction') ? 'focus' : 'distraction';
  const sent = page.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/titles/corrections'));
  await line.locator('select').selectOption(wanted);
  const { title, label } = (await sent).postDataJSON();
  assert.deepEqual([title, label], [first, wanted]);
  await row(card, first).getByText('You said so of this title').waitFor();
  assert.notDeepEqual(await sums(card), before);
  await page.reload();
  await row(card, first).getByText('You said so of this title').waitFor();
  await row(card, first).locator('select').selectOption({ label: 'Take back my word' });
  await page.waitForFunction(([text, option]) => [...document.querySelectorAll('section:has(#titles-title) li')].find((item) => item.textContent.includes(text))?.querySelector('option').textContent === option, [first, found]);
  assert.deepEqual(trouble, []);
  await context.close();
});

test('a word on an app holds for its titles', { skip: isReal }, async () => {
  const { context, card, trouble } = await opened();
  await card.getByRole('button', { name: 'Apps' }).click();
  const select = card.getByLabel('What it is to you: Spotify');
  if ((await select.count()) === 0) await card.getByRole('button', { name: /Show/ }).click();
  const app = card.locator('ol > li').nth(1);
  const name = await app.locator('.what > .clip').innerText();
  await app.locator('select').selectOption('neutral');
  await card.page().getByText(`${name}: Neutral, by your word.`).waitFor();
  await card.getByRole('button', { name: 'Titles' }).click();
  await row(card, name).getByText('You said so of this app').waitFor();
  assert.deepEqual(trouble, []);
  await context.close();
});

test('what privacy rules hide is not kept, and the choice goes back', { skip: isReal }, async () => {
  const { context, card, page, trouble } = await opened();
  while ((await card.getByRole('button', { name: /Show/ }).count()) > 0) await card.getByRole('button', { name: /Show/ }).click();
  const select = card.getByLabel('What it is to you: Re: invoice 1182 (Thunderbird)');
  await select.selectOption('focus');
  await page.getByText('Not kept: your privacy rules hide or change this title.').waitFor();
  await page.waitForFunction((name) => document.querySelector(`select[aria-label="${name}"]`).value === '', 'What it is to you: Re: invoice 1182 (Thunderbird)');
  assert.deepEqual(trouble, []);
  await context.close();
});

test('in Chinese and on 320 px nothing sticks out', { skip: isReal }, async () => {
  const own = await startMock();
  for (const language of ['en', 'zh']) {
    const { page, context, card } = await opened({ width: 320, height: 700, isMobile: true, hasTouch: true, language }, own.url);
    const text = await card.innerText();
    assert.match(text, language === 'zh' ? /专注与分心/ : /Focus and distraction/);
    const { inner, scroll } = await page.evaluate(() => ({ inner: document.documentElement.clientWidth, scroll: document.documentElement.scrollWidth }));
    assert.ok(scroll <= inner, `${language}: ${scroll} px of content in ${inner} px`);
    await context.close();
  }
  await own.close();
});
