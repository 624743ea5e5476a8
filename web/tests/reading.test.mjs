// The Reading page: texts come in the person's order, each with why; two buttons teach, and what is not known is said.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startMock } from '../mock/server.mjs';
import { open } from './browser.mjs';
import { drawn, isReal, start } from './target.mjs';

const AXE = readFileSync(fileURLToPath(new URL('../node_modules/axe-core/axe.min.js', import.meta.url)), 'utf8');
const TEXTS = 'New card fees from May\nThe old mill by the river is a garden now\n\nRiver flood after heavy rain in the valley\nWhales sing';
let target;
before(async () => (target = await start()));
after(() => target.close());

async function opened(options = {}) {
  const all = await open(target.browser, target.origin, options);
  await all.go('#/reading');
  await drawn(all.page);
  return all;
}

async function ranked(page) {
  await page.getByRole('textbox', { name: 'Texts, one on each line' }).fill(TEXTS);
  await page.getByRole('button', { name: 'Put in order' }).click();
  await page.getByRole('heading', { name: 'In your order' }).waitFor();
}

test('texts come in order with reasons, and what was read nearly so comes last', { skip: isReal }, async () => {
  const { page, context, trouble } = await opened();
  assert.equal(await page.getByRole('button', { name: 'Put in order' }).isDisabled(), true, 'nothing to rank yet');
  await page.getByText('Of the tenth ranked first 74 % were interesting, 31 % in any order.').waitFor();
  await ranked(page);
  const order = await page.locator('main ol > li .text').allTextContents();
  assert.deepEqual(order.map((text) => text.slice(0, 11)), ['River flood', 'Whales sing', 'New card fe', 'The old mil']);
  await page.getByText('Nearly the same as one that you read with interest').waitFor();
  await page.getByText('None of its words says anything.').waitFor();
  assert.match((await page.locator('main ol > li').first().textContent()) ?? '', /river \+0\.21/);
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  assert.deepEqual(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id} ${nodes[0].html}`), []);
  assert.deepEqual(trouble, []);
  await context.close();
});

test('the buttons teach by keys, and a text that privacy rules hide is not learnt', { skip: isReal }, async () => {
  const { page, context, trouble } = await opened();
  await ranked(page);
  const sent = page.waitForRequest('**/reading/say');
  const button = page.getByRole('button', { name: 'Not for me: New card fees from May' });
  await button.focus();
  await page.keyboard.press('Enter');
  assert.deepEqual((await sent).postDataJSON(), { name: 'news', text: 'New card fees from May', interest: 0 });
  await page.getByText('Learnt.').waitFor();
  assert.equal(await button.getAttribute('aria-pressed'), 'true');
  await page.getByRole('button', { name: 'Put in order again' }).waitFor();
  await page.getByRole('textbox', { name: 'Texts, one on each line' }).fill('The clinic by the river');
  await page.getByRole('button', { name: 'Put in order', exact: true }).click();
  await page.getByRole('button', { name: 'Interesting: The clinic by the river' }).click();
  await page.getByText('Not learnt: your privacy rules hide this text.').waitFor();
  assert.deepEqual(trouble, []);
  await context.close();
});

test('what is not known is said, and damaged interests cannot be asked', { skip: isReal }, async () => {
  const { page, context, trouble } = await opened();
  const whose = page.getByRole('combobox', { name: 'By what was learnt as' });
  await whose.selectOption('papers');
  await page.getByText('how likely one interests you cannot be told').waitFor();
  await ranked(page);
  assert.equal(await page.locator('main ol .pill').count(), 0);
  await whose.selectOption('torn');
  await page.getByText('the file is damaged; learn them again').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Put in order' }).isDisabled(), true);
  assert.deepEqual(trouble, []);
  await context.close();
});

test('with nothing learnt it says how', { skip: isReal }, async () => {
  const empty = await startMock({ isEmpty: true });
  for (const language of ['en', 'zh']) {
    const { page, context, trouble, go } = await open(target.browser, empty.url, { language });
    await go('#/reading');
    await drawn(page);
    await page.getByText('attentive reading learn read.csv --name news').waitFor();
    const text = (await page.locator('main').textContent()) ?? '';
    assert.ok(text.replace(/\s+/g, '').length > 200, `${language}: ${text}`);
    assert.deepEqual(trouble, []);
    await context.close();
  }
  await empty.close();
});

test('with everything open nothing sticks out of 320 px', { skip: isReal }, async () => {
  for (const [language, texts, button] of [['en', 'Texts, one on each line', 'Put in order'], ['zh', '文本,每行一条', '排序']]) {
    const { page, context } = await opened({ width: 320, height: 700, isMobile: true, hasTouch: true, language });
    await page.getByRole('textbox', { name: texts }).fill(`${TEXTS}\n${'x'.repeat(200)}\n昨夜河水上涨,银行关门`);
    await page.getByRole('button', { name: button }).click();
    await page.locator('main ol > li').first().waitFor();
    const { inner, scroll } = await page.evaluate(() => ({ inner: document.documentElement.clientWidth, scroll: document.documentElement.scrollWidth }));
    assert.ok(scroll <= inner, `${language}: ${scroll} px of content in ${inner} px`);
    await context.close();
  }
});
