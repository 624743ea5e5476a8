// Today: days by keys, the timeline by keys and pointer, corrections, answers, life.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { open } from './browser.mjs';
import { drawn, isReal, start } from './target.mjs';

let target;
before(async () => (target = await start()));
after(() => target.close());

const fresh = async (hash = '') => {
  const opened = await open(target.browser, target.origin);
  await opened.go(hash);
  await drawn(opened.page);
  return opened;
};
const heading = (page) => page.textContent('main h1');
const spoken = (page) => page.locator('section:has(.stage) [aria-live]').textContent();
const ticks = (page) => page.locator('.stage svg > text:not(.lane)').allTextContents();

test('arrow keys and buttons change the day, T comes back', async () => {
  const { page, context } = await fresh();
  const newest = await heading(page);
  await page.keyboard.press('ArrowLeft');
  await page.waitForFunction((old) => document.querySelector('main h1').textContent !== old, newest);
  assert.match(page.url(), /#\/today\/\d{4}-\d{2}-\d{2}$/);
  const before = await heading(page);
  await page.getByRole('button', { name: 'Day after' }).click();
  await page.waitForFunction((old) => document.querySelector('main h1').textContent !== old, before);
  await page.getByRole('button', { name: 'Day before' }).click();
  await page.waitForFunction((old) => document.querySelector('main h1').textContent === old, before);
  await page.keyboard.press('t');
  await page.waitForFunction((old) => document.querySelector('main h1').textContent === old, newest);
  assert.ok(await page.getByRole('button', { name: 'Day after' }).isDisabled());
  await context.close();
});

test('the timeline answers to keys: cursor, selection, zoom', async () => {
  const { page, context } = await fresh();
  const stage = page.getByRole('application');
  await stage.focus();
  const day = await heading(page);
  await page.keyboard.press('ArrowLeft');
  assert.match(await spoken(page), /^\d{2}:\d{2}:\d{2}\. \S/);
  assert.equal(await heading(page), day, 'the arrow moved the cursor and not the day');
  const wide = await ticks(page);
  await page.keyboard.press('+');
  await page.keyboard.press('+');
  assert.notDeepEqual(await ticks(page), wide);
  await page.keyboard.press('0');
  assert.deepEqual(await ticks(page), wide);
  await page.keyboard.press('Shift+ArrowLeft');
  await page.keyboard.press('Shift+ArrowLeft');
  assert.match(await spoken(page), /\d{2}:\d{2} to \d{2}:\d{2}/);
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('.picked').count(), 0);
  await context.close();
});

test('the pointer asks a moment and gets times, state, reasons and what decided', async () => {
  const { page, context } = await fresh();
  const box = await page.locator('.stage').boundingBox();
  for (const share of [0.3, 0.45, 0.6]) {
    await page.mouse.move(box.x + 104 + (box.width - 104) * share, box.y + 80);
    const text = await page.locator('.tip').innerText();
    assert.match(text, /^\d{2}:\d{2}:\d{2}/);
    if (!isReal) assert.match(text, /decided by/);
  }
  await page.mouse.move(5, 5);
  assert.equal(await page.locator('.tip').count(), 0);
  await context.close();
});

test('what decided presence is told for each signal and each answer', async () => {
  const { page, context } = await fresh();
  const told = await page.evaluate(async () => {
    const { presence } = await (await fetch('/api/attentive/day')).json();
    return new Set(presence.map(({ decided_by, kind }) => `${decided_by} ${kind}`)).size;
  });
  assert.equal(await page.locator('[aria-labelledby="decided-title"] li').count(), told);
  await context.close();
});

test('the strip below chooses what is shown', async () => {
  const { page, context } = await fresh();
  const wide = await ticks(page);
  const box = await page.locator('svg.strip').boundingBox();
  const edge = await page.locator('svg.strip > g > rect').nth(1).boundingBox();
  await page.mouse.move(edge.x + 1, box.y + 12);
  await page.mouse.down();
  await page.mouse.move(edge.x + edge.width * 0.5, box.y + 12, { steps: 4 });
  await page.mouse.up();
  assert.notDeepEqual(await ticks(page), wide);
  await page.getByRole('button', { name: 'Busy part' }).click();
  assert.deepEqual(await ticks(page), wide);
  await page.getByRole('button', { name: 'Whole day' }).click();
  assert.equal((await ticks(page))[0], '00:00');
  await context.close();
});

test('a span is dragged, corrected, shown hatched, listed and removed', async () => {
  const { page, context, trouble } = await fresh();
  const before = await page.locator('#corrections-title').locator('xpath=ancestor::section').locator('li').count();
  const box = await page.locator('.stage').boundingBox();
  await page.mouse.move(box.x + 104 + (box.width - 104) * 0.4, box.y + 80);
  await page.mouse.down();
  await page.mouse.move(box.x + 104 + (box.width - 104) * 0.5, box.y + 84, { steps: 5 });
  await page.mouse.up();
  await page.getByRole('button', { name: 'Correct this' }).click();
  const dialog = page.getByRole('dialog');
  assert.notEqual(await dialog.getByLabel('From').inputValue(), await dialog.getByLabel('To').inputValue());
  await dialog.getByText('Resting', { exact: true }).click();
  await dialog.getByLabel('Note').fill('reading on paper');
  await dialog.getByRole('button', { name: 'Save correction' }).click();
  await dialog.waitFor({ state: 'detached' });
  const list = page.locator('section', { has: page.locator('#corrections-title') });
  await list.getByText('reading on paper').waitFor();
  assert.equal(await list.locator('li').count(), before + 1);
  await page.locator('path.corrected').waitFor({ state: 'attached' });
  await list.locator('li', { hasText: 'reading on paper' }).getByRole('button', { name: /Remove the correction/ }).click();
  await list.getByText('reading on paper').waitFor({ state: 'detached' });
  assert.equal(await list.locator('li').count(), before);
  assert.deepEqual(trouble, []);
  await context.close();
});

test('a span is corrected by keys alone', async () => {
  const { page, context } = await fresh();
  await page.getByRole('application').focus();
  for (let step = 0; step < 6; step++) await page.keyboard.press('Shift+ArrowLeft');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  await dialog.getByLabel('To').fill('00:00:01');
  await dialog.locator('input[value="scattered"]').check({ force: true });
  await dialog.getByRole('button', { name: 'Save correction' }).click();
  await dialog.getByRole('alert').waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await context.close();
});

test('what is in front can be read as a table', async () => {
  const { page, context } = await fresh();
  const timeline = page.locator('section:has(.stage)');
  await timeline.getByText('Show as a table').click();
  await timeline.locator('tbody tr').first().waitFor();
  assert.match(await timeline.locator('tbody tr').first().innerText(), /^\d{2}:\d{2}:\d{2}/);
  await context.close();
});

test('hot spots change with what is asked', { skip: isReal && 'needs the made-up day' }, async () => {
  const { page, context } = await fresh();
  const card = page.locator('section', { has: page.locator('#hotspots-title') });
  const apps = await card.locator('li').allTextContents();
  await card.getByRole('combobox').selectOption('site');
  assert.notDeepEqual(await card.locator('li').allTextContents(), apps);
  await card.getByRole('combobox').selectOption('collaborator');
  assert.match((await card.locator('li').allTextContents()).join(' '), /Anna Example.*last seen/s);
  await card.getByText('mail, chats, meetings and reviews').waitFor();
  await context.close();
});

test('a prompt is answered, then one tap reports how it was', { skip: isReal && 'needs an open prompt' }, async () => {
  const { page, context, trouble } = await fresh();
  await page.getByRole('button', { name: 'Will do' }).click();
  await page.getByRole('heading', { name: 'How focused were you just now?' }).waitFor();
  await page.getByRole('button', { name: '4, rather focused' }).click();
  await page.getByText('Noted, thank you.').waitFor();
  await page.getByText('answers on this day').waitFor();
  assert.deepEqual(trouble, []);
  await context.close();
});

test('the moment goes on by itself, and a prompt comes in without a reload', { skip: isReal && 'needs the made-up stream' }, async () => {
  const { page, context } = await fresh();
  const since = () => page.locator('.now .since').textContent();
  const first = await since();
  await page.waitForFunction((old) => document.querySelector('.now .since').textContent !== old, first, { timeout: 8000 });
  target.mock.tell('prompt', { prompt_id: 'fresh', kind: 'ask-focus', subject: '', at: new Date().toISOString(), arm: 'deliver', deliver_probability: 1, reasons: [] });
  await page.locator('.prompt h2', { hasText: 'How focused were you just now?' }).waitFor();
  await context.close();
});

test('the live moment does not move a chosen view', { skip: isReal && 'needs the made-up stream' }, async () => {
  const { page, context } = await fresh();
  await page.getByRole('application').focus();
  await page.keyboard.press('+');
  const chosen = await ticks(page);
  await page.waitForTimeout(2500);
  assert.deepEqual(await ticks(page), chosen);
  await context.close();
});
