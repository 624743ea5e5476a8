// When there is nothing, much, or no server: plain words, and no wait.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startMock } from '../mock/server.mjs';
import { launch, open } from './browser.mjs';
import { drawn } from './target.mjs';

async function withMock(options, work) {
  const mock = await startMock(options);
  const browser = await launch();
  try {
    await work({ mock, browser, ...(await open(browser, mock.url)) });
  } finally {
    await browser.close();
    await mock.close().catch(() => undefined);
  }
}

test('with nothing recorded every page says so', () => withMock({ isEmpty: true }, async ({ page, go, trouble }) => {
  await go();
  await page.getByText('Nothing has been recorded yet').waitFor();
  for (const [hash, text] of [['plan', 'No tasks yet'], ['trends', 'No trend yet'], ['prompts', 'No prompt has come up yet.'], ['suggestions', 'Not enough yet: 10 more days'], ['helped', 'No prompt has an outcome yet'], ['inbox', 'Nothing has asked for your attention yet'], ['assistants', 'No assistant has asked yet'], ['monitor', 'No stream is watched yet'], ['runs', 'No model was trained here yet'], ['sensors', 'No stream yet.']]) {
    await go(`#/${hash}`);
    await page.getByText(text).waitFor();
  }
  assert.deepEqual(trouble, []);
}));

test('an empty page has more to say than its title, in both languages', async () => {
  for (const language of ['en', 'zh']) {
    await withMock({ isEmpty: true }, async ({ browser, mock }) => {
      const { page, context, go } = await open(browser, mock.url, { language });
      for (const hash of ['plan', 'suggestions']) {
        await go(`#/${hash}`);
        await drawn(page);
        const text = await page.innerText('main');
        assert.ok(text.length > 200, `${hash} in ${language}: ${text.length} characters`);
      }
      await context.close();
    });
  }
});

test('five hundred tasks are on the screen within two seconds, ten at a time', () => withMock({ many: true }, async ({ page, go }) => {
  await go('#/plan');
  await drawn(page);
  assert.equal(await page.locator('.tasks > li').count(), 10);
  await page.getByRole('button', { name: 'Show 30 more' }).click();
  assert.equal(await page.locator('.tasks > li').count(), 40);
  await page.getByText('489 more do not fit.').waitFor();
}));

test('a task that is done is planned no more', () => withMock({}, async ({ page, go }) => {
  await go('#/plan');
  await drawn(page);
  await page.getByRole('button', { name: 'Done: Call the landlord' }).click();
  await page.getByText('Done: Call the landlord').waitFor();
  await page.getByRole('button', { name: 'Done: Call the landlord' }).waitFor({ state: 'detached' });
}));

test('a day without anything is told apart from no data at all', () => withMock({}, async ({ page, go }) => {
  await go('#/today/2025-03-03');
  await page.getByText('Nothing was recorded on this day').waitFor();
}));

test('an error of the server is shown in its words', () => withMock({ isFailing: true }, async ({ page, go }) => {
  for (const hash of ['today', 'plan', 'inbox', 'trends', 'prompts', 'suggestions', 'assistants', 'monitor', 'runs', 'sensors']) {
    await go(`#/${hash}`);
    await page.getByRole('alert').getByText('the database file is locked by another program').waitFor();
    await page.getByRole('button', { name: 'Try again' }).waitFor();
  }
}));

test('when the server goes, the last known day stays and a line says so; when it comes back, all goes on', () => withMock({}, async ({ mock, page, go }) => {
  await go();
  await drawn(page);
  const port = Number(new URL(mock.url).port);
  await mock.close();
  await page.getByText('Attentive does not answer. What you see is what it told last.').waitFor();
  assert.ok((await page.locator('.stage').count()) === 1, 'the day is still there');
  const again = await startMock({ port });
  await page.locator('.rail .pill', { hasText: 'Live' }).waitFor({ timeout: 20_000 });
  await again.close();
}));

test('a server that wants a key gets it from the person, for this tab', () => withMock({ key: 'open-sesame' }, async ({ page, go }) => {
  await go();
  await page.getByLabel('Key').fill('open-sesame');
  await page.getByRole('button', { name: 'Use this key' }).click();
  await drawn(page);
  await page.locator('.stage').waitFor();
  await page.locator('.rail .pill', { hasText: 'Live' }).waitFor();
  assert.equal(await page.evaluate(() => localStorage.getItem('attentive.key')), null);
}));

test('a day of thousands of visits out of a year is on the screen within a second', () => withMock({ dense: 12 }, async ({ mock, page, go }) => {
  await fetch(`${mock.url}/api/attentive/day`); // the mock itself draws its year on the first request
  const times = [];
  let facts;
  for (let attempt = 0; attempt < 3; attempt++) {
    await page.goto('about:blank');
    await go();
    await page.waitForSelector('.stage svg path', { state: 'attached' });
    facts = await page.evaluate(() => ({
      shown: performance.now(), bytes: performance.getEntriesByType('resource').find((entry) => entry.name.endsWith('/day'))?.decodedBodySize ?? 0,
      parts: document.querySelectorAll('.stage svg path, .stage svg rect').length,
    }));
    times.push(Math.round(facts.shown));
  }
  const { visits } = await (await fetch(`${mock.url}/api/attentive/day`)).json();
  console.log(`first view: ${times.join(', ')} ms with ${visits.length} visits on the day, ${mock.total()} in the year, ${facts.bytes} bytes, ${facts.parts} shapes`);
  assert.ok(visits.length > 4000);
  assert.ok(facts.parts < 400, `${facts.parts} shapes`);
  assert.ok(Math.min(...times) < 1000, `${times} ms`);
}));
