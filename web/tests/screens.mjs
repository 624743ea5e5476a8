// Screenshots of every page: npm run screens -- FOLDER [page ...]. With ATTENTIVE_URL of the real server, else of the mock; with EMPTY=1 of one with nothing in it.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startMock } from '../mock/server.mjs';
import { launch, open } from './browser.mjs';

const [folder, ...only] = process.argv.slice(2);
if (!folder) throw new Error('name a folder for the screenshots');
mkdirSync(folder, { recursive: true });
const mock = process.env.ATTENTIVE_URL ? null : await startMock({ isEmpty: Boolean(process.env.EMPTY) });
const origin = process.env.ATTENTIVE_URL ?? mock.url;
const browser = await launch();
const SHAPES = { desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844, isMobile: true, hasTouch: true, deviceScaleFactor: 2 } };

for (const [shape, size] of Object.entries(SHAPES)) {
  for (const theme of ['light', 'dark']) {
    for (const language of ['en', 'zh']) {
      const { page, context, trouble, go } = await open(browser, origin, { ...size, theme, language });
      for (const name of ['today', 'plan', 'inbox', 'trends', 'prompts', 'suggestions', 'helped', 'assistants', 'support', 'reading', 'monitor', 'runs', 'sensors']) {
        const file = `${name}-${shape}-${theme}-${language}`;
        if (only.length && !only.some((part) => file.includes(part))) continue;
        await go(`#/${name}`);
        await page.waitForSelector('main .card:not(.ghost)');
        await page.waitForTimeout(400);
        await page.screenshot({ path: join(folder, `${file}.png`) });
        await page.screenshot({ path: join(folder, `${file}-full.png`), fullPage: true });
      }
      if (trouble.length) console.log(shape, theme, language, trouble);
      await context.close();
    }
  }
}
await browser.close();
await mock?.close();
