// Every page in every language, theme and width: it has content, stays inside its width, asks nobody else, and passes axe.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { open } from './browser.mjs';
import { drawn, start } from './target.mjs';

const AXE = readFileSync(fileURLToPath(new URL('../node_modules/axe-core/axe.min.js', import.meta.url)), 'utf8');
const PAGES = {
  today: { en: null, zh: null },
  plan: { en: 'Plan', zh: '安排' },
  inbox: { en: 'Inbox', zh: '收件箱' },
  trends: { en: 'Trends', zh: '趋势' },
  prompts: { en: 'Prompts', zh: '提示' },
  suggestions: { en: 'Suggestions', zh: '建议' },
  assistants: { en: 'Assistants', zh: '助手' },
  helped: { en: 'What helped', zh: '什么有帮助' },
  support: { en: 'Answers to messages', zh: '消息的答案' },
  reading: { en: 'What to read', zh: '读什么' },
  monitor: { en: 'Watched texts', zh: '文本监测' },
  runs: { en: 'Training runs', zh: '训练记录' },
  sensors: { en: 'Sensors & privacy', zh: '传感与隐私' },
};
const counted = { serious: 0, other: 0, pages: 0 };
let target;
before(async () => (target = await start()));
after(async () => {
  console.log(`axe: ${counted.pages} pages, ${counted.serious} serious or critical, ${counted.other} minor or moderate`);
  await target.close();
});

/** No page is wider than the screen; when one is, the message names what sticks out. */
async function fits(page, how) {
  const { inner, scroll, wide } = await page.evaluate(() => {
    const { clientWidth: inner, scrollWidth: scroll } = document.documentElement;
    const wide = [...document.querySelectorAll('main *')].filter((one) => one.getBoundingClientRect().right > inner && !one.closest('.scroll, .seg, svg'));
    return { inner, scroll, wide: wide.slice(0, 4).map((one) => `${one.tagName.toLowerCase()}.${one.className}`) };
  });
  assert.ok(scroll <= inner, `${how}: ${scroll} px of content in ${inner} px (${wide.join(', ')})`);
}

/** The spacing of WCAG 1.4.12, which also stands for a machine whose letters are wider than ours. */
function spread() {
  for (const one of document.querySelectorAll('body, body *')) Object.assign(one.style, { letterSpacing: '0.12em', wordSpacing: '0.16em' });
}

async function axe(page, where) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  counted.pages += 1;
  counted.serious += serious.length;
  counted.other += violations.length - serious.length;
  const said = violations.map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes.slice(0, 3).map((node) => `${node.html.slice(0, 120)} ${node.failureSummary?.slice(0, 160)}`).join(' | ')}`);
  assert.deepEqual(serious.map(({ id }) => id), [], `${where}\n${said.join('\n')}`);
  if (said.length) console.log(where, said);
}

for (const [name, titles] of Object.entries(PAGES)) {
  for (const language of ['en', 'zh']) {
    for (const theme of ['light', 'dark']) {
      test(`${name} in ${language}, ${theme}: content, no errors, nothing serious for axe`, async () => {
        const { page, context, trouble, go } = await open(target.browser, target.origin, { language, theme });
        await go(`#/${name}`);
        await drawn(page);
        const heading = await page.textContent('main h1');
        if (titles[language]) assert.equal(heading.trim(), titles[language]);
        else assert.match(heading, language === 'zh' ? /年.*月.*日/ : /\d{4}/);
        assert.equal(await page.getAttribute('html', 'data-theme'), theme);
        assert.match(await page.getAttribute('html', 'lang'), language === 'zh' ? /^zh/ : /^en/);
        assert.ok((await page.innerText('main')).length > 200, 'the page has something to say');
        assert.equal(await page.locator('main').count(), 1);
        assert.equal(await page.locator('h1').count(), 1);
        await axe(page, `${name} ${language} ${theme}`);
        assert.deepEqual(trouble, []);
        await context.close();
      });
    }
    for (const width of [320, 390]) {
      test(`${name} in ${language} fits ${width} px`, async () => {
        const { page, context, trouble, go } = await open(target.browser, target.origin, { language, width, height: 700, isMobile: true, hasTouch: true });
        await go(`#/${name}`);
        await drawn(page);
        await fits(page, 'as it is');
        await page.evaluate(spread);
        await fits(page, 'with its letters spread');
        assert.deepEqual(trouble, []);
        await context.close();
      });
    }
  }
}

test('language and theme are switched by hand and kept', async () => {
  const { page, context, go } = await open(target.browser, target.origin);
  await go('#/trends');
  await drawn(page);
  await page.getByRole('button', { name: '中文' }).click();
  await page.waitForFunction(() => document.querySelector('h1')?.textContent === '趋势');
  await page.getByRole('button', { name: '深色' }).click();
  await page.reload();
  await drawn(page);
  assert.equal(await page.textContent('h1'), '趋势');
  assert.equal(await page.getAttribute('html', 'data-theme'), 'dark');
  await context.close();
});

test('all pages are reached by keys alone, and the focus follows', async () => {
  const { page, context, go } = await open(target.browser, target.origin);
  await go();
  await drawn(page);
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.textContent.trim()), 'Skip to content');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
  await page.getByRole('link', { name: 'Trends' }).focus();
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelector('h1')?.textContent === 'Trends');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
  const ring = await page.evaluate(() => { const link = document.querySelector('nav a'); link.focus(); return getComputedStyle(link).outlineStyle; });
  assert.notEqual(ring, 'none');
  await context.close();
});
