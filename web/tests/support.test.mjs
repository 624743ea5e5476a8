// The Support page: a message gets a draft, answers that may be it, or the advice to ask a person, each with why; all by keys.

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

async function opened(options = {}) {
  const all = await open(target.browser, target.origin, options);
  await all.go('#/support');
  await drawn(all.page);
  return all;
}

async function asked(page, message) {
  await page.getByRole('textbox', { name: 'Message' }).fill(message);
  await page.getByRole('button', { name: 'Find an answer' }).click();
  await page.getByRole('heading', { name: 'What was found' }).waitFor();
}

test('a sure message gets a draft that can be changed, and says why', { skip: isReal }, async () => {
  const { page, context, trouble } = await opened();
  assert.equal(await page.getByRole('button', { name: 'Find an answer' }).isDisabled(), true, 'nothing to ask yet');
  await page.getByRole('textbox', { name: 'Message' }).focus();
  await page.keyboard.type('How can I change my address please');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.locator('.pill', { hasText: 'Sure enough for a draft' }).waitFor();
  const draft = page.getByRole('textbox', { name: 'Draft' });
  assert.match(await draft.inputValue(), /^In the app: You, Address/);
  await page.getByText('The first answer is right in about 88 % of such messages.').waitFor();
  await page.getByText('Found by words and meaning.').waitFor();
  await page.getByText('accounts (90 %)').waitFor();
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  assert.deepEqual(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id} ${nodes[0].html}`), []);
  assert.deepEqual(trouble, []);
  await context.close();
});

test('an unsure message gets answers to choose from, and a chosen one becomes the draft', { skip: isReal }, async () => {
  const { page, context, trouble } = await opened();
  await asked(page, 'my card was stolen');
  await page.locator('.pill', { hasText: 'May be one of these' }).waitFor();
  assert.equal(await page.getByRole('textbox', { name: 'Draft' }).count(), 0);
  assert.equal(await page.locator('main ol li').count(), 3);
  await page.getByRole('button', { name: 'Take as draft: What if I lose my card?' }).click();
  assert.match(await page.getByRole('textbox', { name: 'Draft' }).inputValue(), /^Call us at once/);
  assert.deepEqual(trouble, []);
  await context.close();
});

test('what nobody prepared an answer for goes to a person, and a refusal is told', { skip: isReal }, async () => {
  const { page, context } = await opened();
  await asked(page, 'tell me a joke about whales');
  await page.locator('.pill', { hasText: 'Ask a person' }).waitFor();
  await page.getByText('No question shares a word with the message.').waitFor();
  await page.route('**/support/ask', (route) => route.fulfill({ status: 422, contentType: 'application/json', body: '{"message":"could not use the FAQ: it is damaged"}' }));
  await page.getByRole('button', { name: 'Find an answer' }).click();
  await page.getByText('The server refused: could not use the FAQ: it is damaged').waitFor();
  await context.close();
});

test('a damaged list says why and cannot be asked', { skip: isReal }, async () => {
  const { page, context, trouble } = await opened();
  await page.getByRole('textbox', { name: 'Message' }).fill('anything');
  await page.getByRole('combobox', { name: 'Questions and answers' }).selectOption('torn');
  await page.getByText('EOF while parsing; add it again').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Find an answer' }).isDisabled(), true);
  assert.deepEqual(trouble, []);
  await context.close();
});

test('without a list it says how one is added', { skip: isReal }, async () => {
  const empty = await startMock({ isEmpty: true });
  const { page, context, trouble, go } = await open(target.browser, empty.url);
  await go('#/support');
  await drawn(page);
  await page.getByText('attentive support add FAQ.csv --name bank').waitFor();
  assert.deepEqual(trouble, []);
  await context.close();
  await empty.close();
});

test('with everything open nothing sticks out of 320 px', { skip: isReal }, async () => {
  for (const [language, message, button] of [['en', 'Message', 'Find an answer'], ['zh', '消息', '查找答案']]) {
    const { page, context } = await opened({ width: 320, height: 700, isMobile: true, hasTouch: true, language });
    await page.getByRole('textbox', { name: message }).fill('How can I change my address, stolen card?');
    await page.getByRole('button', { name: button }).click();
    await page.locator('main ol li details summary').first().click();
    const { inner, scroll } = await page.evaluate(() => ({ inner: document.documentElement.clientWidth, scroll: document.documentElement.scrollWidth }));
    assert.ok(scroll <= inner, `${language}: ${scroll} px of content in ${inner} px`);
    await context.close();
  }
});
