// The page of watched texts: the course is drawn, an alarm opens its texts, hidden texts stay hidden.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { open } from './browser.mjs';
import { drawn, isReal, start } from './target.mjs';

let target;
before(async () => (target = await start()));
after(() => target.close());

test('a stream shows its course and alarms, and a text that a rule hides is not told', { skip: isReal }, async () => {
  const { page, context, trouble, go } = await open(target.browser, target.origin, {});
  await go('#/monitor');
  await drawn(page);
  await page.getByRole('img', { name: /Negative texts of reviews/ }).waitFor();
  assert.equal(await page.locator('svg rect.alarm').count(), 2, 'alarms of topics are not drawn');
  await page.getByText('texts that speak for it').first().click();
  const texts = await page.locator('.texts').first().innerText();
  assert.match(texts, /Nobody answers the phone/);
  assert.match(texts, /left out by your privacy rules/);
  await page.getByText('Its texts were in memory alone').waitFor();
  await page.getByRole('button', { name: 'news' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('It learns what is usual').waitFor();
  assert.deepEqual(trouble, []);
  await context.close();
});
