// Assistants: who asked what, one is let in with a token that is shown once, and one is stopped.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startMock } from '../mock/server.mjs';
import { launch, open } from './browser.mjs';
import { drawn, isReal } from './target.mjs';

const AXE = readFileSync(fileURLToPath(new URL('../node_modules/axe-core/axe.min.js', import.meta.url)), 'utf8');
let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

const assistantsTest = (name, options, work) => test(name, { skip: isReal && 'needs the made-up assistants' }, async () => {
  const mock = await startMock(options);
  const opened = await open(browser, mock.url, options);
  try {
    await opened.go('#/assistants');
    await drawn(opened.page);
    await work({ ...opened, mock });
    assert.deepEqual(opened.trouble, []);
  } finally {
    await opened.context.close();
    await mock.close();
  }
});
const asked = (mock) => fetch(`${mock.url}/api/attentive/assistants`).then((answer) => answer.json());
const line = (page, name) => page.locator('main .list > li', { has: page.getByRole('heading', { name }) });

async function axe(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  assert.deepEqual(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id} ${nodes[0].html}`), []);
}

assistantsTest('each says what it may in plain words, how often it asked, and what it was told', {}, async ({ page }) => {
  const builder = line(page, 'builder');
  await builder.getByText('asked 184 times, refused 2 times').waitFor();
  assert.match(await builder.locator('.may').textContent(), /Whether you are free, busy or away state:coarse/);
  await builder.getByText('What it asked lately (5)').click();
  const row = builder.getByRole('row', { name: /time\.query/ });
  assert.match(await row.textContent(), /Looked into what was recorded time\.query.*refused; it would need: Everything that was recorded/);
  await line(page, 'researcher').getByText('What it asked lately (3)').click();
  await line(page, 'researcher').getByRole('row', { name: /something\.new answered/ }).waitFor();
  await line(page, 'unnamed (Claude Code)').getByText('Without a token', { exact: true }).waitFor();
  await line(page, 'old-helper').getByText('Revoked').waitFor();
  assert.equal(await page.getByRole('button', { name: /^Revoke/ }).count(), 2, 'who has no token cannot lose it');
  await axe(page);
});

assistantsTest('one is let in: its token is shown once, ready to paste, and is gone afterwards', {}, async ({ page, context, mock }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const letIn = page.getByRole('region', { name: 'Let one in' });
  assert.equal(await letIn.getByRole('button', { name: 'Let it in' }).isDisabled(), true, 'it needs a name');
  await letIn.getByRole('textbox', { name: 'Name' }).fill('helper');
  assert.deepEqual(await letIn.getByRole('checkbox', { checked: true }).count(), 2);
  await letIn.getByRole('checkbox', { name: 'Everything that was recorded' }).check();
  await letIn.getByText('It will read every window title and address that was recorded.').waitFor();
  await letIn.getByRole('checkbox', { name: 'Everything that was recorded' }).uncheck();
  await letIn.getByRole('checkbox', { name: 'Sums of your past' }).check();
  const sent = page.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/assistants'));
  await page.keyboard.press('Enter');
  assert.deepEqual((await sent).postDataJSON(), { name: 'helper', scopes: ['state:coarse', 'ask', 'history:aggregate'] });
  const card = page.getByRole('region', { name: 'The token of helper' });
  await card.waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'The token of helper', 'who reads by ear is told');
  const token = await card.getByRole('group', { name: 'Token' }).textContent();
  assert.match(token, /^att_\w+$/);
  assert.equal(await card.getByRole('group', { name: 'For Claude Code' }).textContent(), `claude mcp add attentive --env ATTENTIVE_TOKEN=${token} -- attentive mcp`);
  assert.equal(JSON.parse(await card.getByRole('group', { name: 'JSON' }).textContent()).mcpServers.attentive.env.ATTENTIVE_TOKEN, token);
  await card.getByRole('button', { name: 'Copy: For Claude Code' }).click();
  await page.locator('.toast', { hasText: 'Copied.' }).waitFor();
  assert.ok((await page.evaluate(() => navigator.clipboard.readText())).endsWith('-- attentive mcp'));
  await axe(page);
  await line(page, 'helper').getByText('has not asked yet').waitFor();
  await card.getByRole('button', { name: 'I have it' }).click();
  await page.getByRole('region', { name: 'Let one in' }).waitFor();
  assert.equal((await page.content()).includes(token), false, 'it is nowhere on the page any more');
  assert.deepEqual(await page.evaluate(() => [...Object.values(localStorage), ...Object.values(sessionStorage)].filter((value) => String(value).includes('att_'))), []);
  assert.equal((await asked(mock)).assistants.some((one) => one.name === 'helper' && one.has_token), true);
});

assistantsTest('a name that is taken or none is refused in words', {}, async ({ page, trouble }) => {
  const letIn = page.getByRole('region', { name: 'Let one in' });
  await letIn.getByRole('textbox', { name: 'Name' }).fill('builder');
  await letIn.getByRole('button', { name: 'Let it in' }).click();
  await letIn.getByRole('alert').getByText('There is one called builder already.').waitFor();
  await letIn.getByRole('textbox', { name: 'Name' }).fill('<b>');
  await letIn.getByRole('button', { name: 'Let it in' }).click();
  await letIn.getByRole('alert').getByText('expected 1 to 64 letters').waitFor();
  assert.ok(trouble.every((one) => one.startsWith('console: Failed to load resource')), trouble.join('\n'));
  trouble.length = 0;
});

assistantsTest('one is revoked after being asked, and only then', {}, async ({ page, mock }) => {
  await page.getByRole('button', { name: 'Revoke builder' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('The token of builder opens nothing any more').waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  assert.equal((await asked(mock)).assistants.length, 4);
  await page.getByRole('button', { name: 'Revoke builder' }).click();
  await dialog.getByRole('button', { name: 'Revoke' }).click();
  await page.locator('.toast', { hasText: 'builder is revoked.' }).waitFor();
  await line(page, 'builder').waitFor({ state: 'detached' });
  assert.deepEqual((await asked(mock)).assistants.map((one) => one.name), ['researcher', 'unnamed (Claude Code)', 'old-helper']);
});

assistantsTest('what callers without a token may is ticked, warned about, and kept when saved', {}, async ({ page, mock }) => {
  const unnamed = page.getByRole('region', { name: 'Callers without a token' });
  const save = unnamed.getByRole('button', { name: 'Save' });
  assert.equal(await save.isDisabled(), true);
  await unnamed.getByRole('checkbox', { name: 'Everything that was recorded' }).check();
  await unnamed.getByText('Any program on this machine could then read every window title').waitFor();
  assert.deepEqual((await asked(mock)).unnamed, ['state:coarse', 'ask'], 'nothing holds before it is saved');
  await unnamed.getByRole('checkbox', { name: 'Everything that was recorded' }).uncheck();
  assert.equal(await save.isDisabled(), true, 'back to what holds');
  await unnamed.getByRole('checkbox', { name: 'Ask when to interrupt' }).uncheck();
  await unnamed.getByRole('checkbox', { name: 'Whether you are free' }).uncheck();
  await unnamed.getByText('Nothing is ticked: who has no token does not come in.').waitFor();
  await save.click();
  await page.locator('.toast', { hasText: 'Kept.' }).waitFor();
  assert.deepEqual((await asked(mock)).unnamed, []);
  await page.reload();
  await drawn(page);
  assert.equal(await unnamed.getByRole('checkbox', { checked: true }).count(), 0);
});

test('with no assistant it says what they are for, in both languages', { skip: isReal }, async () => {
  const mock = await startMock({ isEmpty: true });
  for (const [language, text] of [['en', 'An AI assistant that knows of Attentive asks before it interrupts you'], ['zh', '知道 Attentive 的 AI 助手会在打断您之前先问']]) {
    const { page, context, trouble, go } = await open(browser, mock.url, { language });
    await go('#/assistants');
    await page.getByText(text).waitFor();
    await page.getByRole('textbox').first().waitFor();
    assert.deepEqual(trouble, []);
    await context.close();
  }
  await mock.close();
});

for (const language of ['en', 'zh']) {
  assistantsTest(`with everything open nothing sticks out of 320 px (${language})`, { width: 320, height: 700, isMobile: true, hasTouch: true, language }, async ({ page }) => {
    for (const box of await page.getByRole('checkbox').all()) await box.check();
    await page.locator('form input:not([type])').first().fill('x'.repeat(64));
    await page.locator('form .btn.main').first().click();
    await page.locator('pre').first().waitFor();
    for (const summary of await page.locator('main summary').all()) await summary.evaluate((one) => { one.parentElement.open = true; });
    const { inner, scroll } = await page.evaluate(() => ({ inner: document.documentElement.clientWidth, scroll: document.documentElement.scrollWidth }));
    assert.ok(scroll <= inner, `${scroll} px of content in ${inner} px`);
  });
}
