// The Runs page: what is damaged hides nothing, runs and trials are chosen by keys, compared, and drawn on one chart.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { open } from './browser.mjs';
import { drawn, isReal, start } from './target.mjs';

const AXE = readFileSync(fileURLToPath(new URL('../node_modules/axe-core/axe.min.js', import.meta.url)), 'utf8');
let target;
before(async () => (target = await start()));
after(() => target.close());

async function opened(options = {}) {
  const all = await open(target.browser, target.origin, options);
  await all.go('#/runs');
  await drawn(all.page);
  return all;
}

test('runs of all states are listed, and a damaged one says why', { skip: isReal }, async () => {
  const { page, context, trouble } = await opened();
  const text = await page.innerText('main table');
  for (const part of ['Gaze events', 'Webcam gaze', 'Finished', 'Not finished', 'Cut off', 'Damaged', 'EOF while parsing', 'No model', 'there is no evidence', 'seed 7', '--resume', 'not kept', 'revision 7fa9ea1']) assert.ok(text.includes(part), part);
  assert.equal(await page.locator('main table input[type=checkbox]').count(), 5, 'those without a record cannot be chosen');
  assert.deepEqual(trouble, []);
  await context.close();
});

test('one run shows its settings and curves, two are compared on one chart, by keys alone', { skip: isReal }, async () => {
  const { page, context, trouble } = await opened();
  await page.getByRole('checkbox', { name: /2026-11-23/ }).focus();
  await page.keyboard.press('Space');
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
  await page.locator('main figure canvas').first().waitFor();
  assert.match(await page.innerText('dl'), /sight\.trees\s+60/);
  assert.equal(await page.locator('main figure').count(), 2);
  await page.getByRole('checkbox', { name: /2026-11-22/ }).focus();
  await page.keyboard.press('Space');
  await page.getByRole('heading', { name: 'What differs' }).waitFor();
  const rows = await page.getByRole('group', { name: 'What differs' }).innerText();
  assert.match(rows, /Setting sight\.trees\s+60\s+40/);
  assert.doesNotMatch(rows, /sight\.depth/);
  const chart = page.getByRole('img', { name: /loss of sight/ });
  assert.match(await chart.getAttribute('aria-label'), /2026-11-23.*2026-11-22/, 'both on one chart');
  await page.locator('figure details summary').first().click();
  assert.equal(await page.locator('figure table').first().locator('tbody tr').count(), 60);
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  assert.deepEqual(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id} ${nodes[0].html}`), []);
  await page.getByRole('button', { name: 'Choose none' }).click();
  await page.locator('main figure').first().waitFor({ state: 'detached' });
  assert.deepEqual(trouble, []);
  await context.close();
});

test('the trials of a search unfold, a failed one says why, and trials are compared', { skip: isReal }, async () => {
  const { page, context, trouble } = await opened();
  assert.equal(await page.getByText('nobody could be judged').count(), 0, 'folded at first');
  const fold = page.getByRole('button', { name: /24 of 24 trials, 1 failed, best .* Show the trials/ });
  await fold.focus();
  await page.keyboard.press('Enter');
  assert.equal(await page.getByRole('button', { name: /24 of 24/ }).getAttribute('aria-expanded'), 'true');
  await page.getByText('Failed: nobody could be judged').waitFor();
  await page.getByText('optimistic figure').waitFor();
  await page.getByRole('checkbox', { name: 'Choose Trial 3' }).check();
  await page.getByRole('checkbox', { name: 'Choose Trial 17' }).check();
  const rows = page.getByRole('group', { name: 'What differs' });
  await rows.waitFor();
  assert.match(await rows.innerText(), /#3\s+.*#17/s);
  assert.match(await rows.innerText(), /Setting learning_rate/);
  await page.getByText('The chosen runs kept no curves.').waitFor();
  assert.deepEqual(trouble, []);
  await context.close();
});

test('with everything open nothing sticks out of 320 px', { skip: isReal }, async () => {
  for (const language of ['en', 'zh']) {
    const { page, context } = await opened({ width: 320, height: 700, isMobile: true, hasTouch: true, language });
    await page.locator('button.fold').first().click();
    for (const place of [0, 1]) await page.locator('main table input[type=checkbox]').nth(-1 - place).check();
    await page.locator('main figure canvas').first().waitFor();
    const { inner, scroll } = await page.evaluate(() => ({ inner: document.documentElement.clientWidth, scroll: document.documentElement.scrollWidth }));
    assert.ok(scroll <= inner, `${language}: ${scroll} px of content in ${inner} px`);
    await context.close();
  }
});

test('more than six are refused in words, and the box stays empty', { skip: isReal }, async () => {
  const { page, context } = await opened();
  await page.getByRole('button', { name: /24 of 24/ }).click();
  for (let number = 1; number <= 6; number++) await page.getByRole('checkbox', { name: `Choose Trial ${number}`, exact: true }).check();
  const seventh = page.getByRole('checkbox', { name: 'Choose Trial 7', exact: true });
  await seventh.click();
  await page.getByText('No more than 6 can be compared at once.').waitFor();
  assert.equal(await seventh.isChecked(), false);
  await context.close();
});
