// Since when days are different, and which model names the states: told with figures in both languages, and nothing is claimed of few days.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startMock } from '../mock/server.mjs';
import { launch, open } from './browser.mjs';
import { drawn } from './target.mjs';

test('a change is told with its day, both levels and the interval, and few days are too few', async () => {
  const mock = await startMock();
  const browser = await launch();
  try {
    const { figures } = await (await fetch(`${mock.url}/api/attentive/changes?weeks=12`)).json();
    const since = new Date(`${figures[2].change.since}T12:00:00Z`);
    for (const [language, locale, words] of [
      ['en', 'en-GB', { said: (day) => `Since ${day} your number of switches an hour is lower: 41 → 28`, likely: 'likely 22 to 33 · 21 days since', focus: 'is longer: 42 min → 58 min', four: '4 weeks', early: 'Too early to say: 19 days with an hour or more at the machine, it takes 21.' }],
      ['zh', 'zh-CN', { said: (day) => `自${day}起,您每小时的切换次数有所减少:41 → 28`, likely: '可能在 22 至 33 之间 · 此后 21 天', focus: '42 分钟 → 58 分钟', four: '4 周', early: '现在说还太早:在电脑前满一小时的只有 19 天,需要 21 天。' }],
    ]) {
      const { page, context, trouble, go } = await open(browser, mock.url, { language });
      await go('#/trends');
      await drawn(page);
      const card = page.locator('section[aria-labelledby="changed-title"]');
      const day = new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' }).format(since);
      await card.getByText(words.said(day)).waitFor({ timeout: 5_000 });
      await card.getByText(words.likely).waitFor({ timeout: 5_000 });
      await card.getByText(words.focus).waitFor({ timeout: 5_000 });
      assert.equal(await card.locator('li').count(), 2, 'what did not change is not listed');
      await page.getByRole('button', { name: words.four, exact: true }).click();
      await card.getByText(words.early).waitFor({ timeout: 5_000 });
      assert.equal(await card.locator('li').count(), 0);
      assert.deepEqual(trouble, []);
      await context.close();
    }
  } finally {
    await browser.close();
    await mock.close();
  }
});

test('a model that was set aside says since when, how often it was right, and what to do', async () => {
  const browser = await launch();
  const bold = { what: 'too-bold', since: '2026-11-09', is_aside: true, answers: 12, said: 0.82, right: 0.333, days: 0, features: [] };
  const inputs = { what: 'inputs', since: '2026-11-09', is_aside: true, answers: 0, said: null, right: null, days: 11, features: ['switch_rate_per_min'] };
  try {
    for (const [drift, language, texts] of [
      [null, 'en', ['Your own model, learnt here from your word on 164 windows of five minutes.', 'it was right about as often as it said']],
      [bold, 'en', ['Your own model is set aside: since Mon 9 Nov it was right in 33 % of your 12 answers, and was 82 % sure of them.', 'until enough is said since then']],
      [inputs, 'en', ['your last 11 days look different from those that it was taught by (Switches a minute)', 'Say how some of these days were']],
      [bold, 'zh', ['您自己的模型暂停使用:自11月9日周一起,您的 12 次回答中它说对了 33%,而它曾说有 82% 的把握。', '现由透明模型判断']],
      [inputs, 'zh', ['最近 11 天与它学习时的日子不同', '说说其中几天是怎样的']],
    ]) {
      const mock = await startMock({ drift });
      const { page, context, trouble, go } = await open(browser, mock.url, { language });
      await go('#/trends');
      await drawn(page);
      const card = page.locator('section[aria-labelledby="model-title"]');
      for (const text of texts) await card.getByText(text).waitFor({ timeout: 5_000 });
      assert.deepEqual(trouble, []);
      await context.close();
      await mock.close();
    }
  } finally {
    await browser.close();
  }
});
