// Sensors and privacy, prompts and wishes: what a person changes is changed.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { open } from './browser.mjs';
import { drawn, isReal, start } from './target.mjs';

let target;
before(async () => (target = await start()));
after(() => target.close());

const fresh = async (hash) => {
  const opened = await open(target.browser, target.origin);
  await opened.go(hash);
  await drawn(opened.page);
  return opened;
};

test('sensing is paused for an hour and goes on again', async () => {
  const { page, context, trouble } = await fresh('#/sensors');
  await page.getByRole('button', { name: '1 hour' }).click();
  await page.locator('main .pill', { hasText: 'Paused until' }).waitFor();
  await page.locator('.rail .pill', { hasText: 'Paused until' }).waitFor();
  await page.getByRole('button', { name: 'Resume now' }).click();
  await page.getByRole('button', { name: '1 hour' }).waitFor();
  await page.locator('.rail .pill', { hasText: 'Live' }).waitFor();
  assert.deepEqual(trouble, []);
  await context.close();
});

test('a span is forgotten only after saying how much that is', async () => {
  const { page, context, trouble } = await fresh('#/sensors');
  const [from, to] = isReal ? ['2001-01-01T10:00', '2001-01-01T10:01'] : ['2026-11-23T10:00', '2026-11-23T12:00'];
  const form = page.locator('section', { has: page.locator('#forget-title') });
  await form.getByLabel('From', { exact: true }).fill(to);
  await form.getByLabel('To', { exact: true }).fill(from);
  await form.getByRole('button', { name: /Forget/ }).click();
  await form.getByRole('alert').waitFor();
  assert.equal(await page.getByRole('dialog').count(), 0, 'a wrong span is not asked about');
  await form.getByLabel('From', { exact: true }).fill(from);
  await form.getByLabel('To', { exact: true }).fill(to);
  await form.getByRole('button', { name: /Forget/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(/About [\d,]+ events/).waitFor();
  const much = Number(/About ([\d,]+)/.exec(await dialog.innerText())[1].replaceAll(',', ''));
  assert.ok(isReal ? much === 0 : much > 10, `${much} events`);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'detached' });
  await form.getByRole('button', { name: /Forget/ }).click();
  await dialog.getByText(/About [\d,]+ events/).waitFor();
  await dialog.getByRole('button', { name: 'Forget it' }).click();
  await page.locator('.toast', { hasText: 'Erased' }).waitFor();
  await page.locator('section', { has: page.locator('#audit-title') }).getByText('forget').first().waitFor();
  assert.deepEqual(trouble, []);
  await context.close();
});

test('a rule is tried on a sample, saved, found again and taken away', async () => {
  const { page, context } = await fresh('#/sensors');
  const rules = page.locator('fieldset.rule');
  const before = await rules.count();
  await page.getByRole('button', { name: 'Add a rule' }).click();
  const rule = rules.nth(before);
  await rule.getByLabel(/Pattern/).fill('zebra|okapi');
  await rule.getByLabel('What to do').selectOption('drop');
  const asked = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.getByLabel('Try it here').fill('A walk with an okapi');
  await page.getByText('the whole event is dropped').waitFor();
  assert.deepEqual(asked.filter((url) => !url.includes('/stream')), [], 'the sample stays in the page');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('The rules are in force from now on.').waitFor();
  await page.reload();
  await drawn(page);
  assert.equal(await rules.count(), before + 1);
  assert.equal(await rules.nth(before).getByLabel(/Pattern/).inputValue(), 'zebra|okapi');
  await page.getByRole('button', { name: `Remove rule ${before + 1}` }).click();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('The rules are in force from now on.').waitFor();
  await context.close();
});

test('a pattern that the server refuses is said to be so and nothing changes', async () => {
  const { page, context } = await fresh('#/sensors');
  const before = await page.locator('fieldset.rule').count();
  await page.getByRole('button', { name: 'Add a rule' }).click();
  await page.locator('fieldset.rule').nth(before).getByLabel(/Pattern/).fill('(unclosed');
  await page.getByText('This is no valid pattern').waitFor();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.locator('form .note.bad').waitFor();
  await page.reload();
  await drawn(page);
  assert.equal(await page.locator('fieldset.rule').count(), before);
  await context.close();
});

test('how long samples are kept is chosen and kept', async () => {
  const { page, context } = await fresh('#/sensors');
  await page.getByLabel('Fast samples').selectOption('7');
  await page.locator('.toast', { hasText: '7 days' }).waitFor();
  await page.reload();
  await drawn(page);
  assert.equal(await page.getByLabel('Fast samples').inputValue(), '7');
  await page.getByLabel('Fast samples').selectOption('30');
  await page.locator('.toast', { hasText: '30 days' }).waitFor();
  await context.close();
});

test('"never again" is said and undone', async () => {
  const { page, context, trouble } = await fresh('#/prompts');
  const wish = page.getByRole('group', { name: 'Take a break' });
  await wish.getByRole('button', { name: 'Never' }).click();
  await page.waitForFunction(() => document.querySelector('[aria-label="Take a break"] button:last-child').getAttribute('aria-pressed') === 'true');
  await wish.getByRole('button', { name: 'Allowed' }).click();
  await page.waitForFunction(() => document.querySelector('[aria-label="Take a break"] button:first-child').getAttribute('aria-pressed') === 'true');
  assert.deepEqual(trouble, []);
  await context.close();
});

test('effects are drawn with their interval, and too few are not', { skip: isReal && 'needs the made-up trials' }, async () => {
  const { page, context } = await fresh('#/prompts');
  const card = page.locator('section', { has: page.locator('#effects-title') });
  assert.equal(await card.locator('.interval').count(), 3);
  await card.getByText('Too early to say').waitFor();
  await card.getByText('Gets in the way').waitFor();
  await context.close();
});
