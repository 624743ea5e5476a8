// What is tested: the server at ATTENTIVE_URL, or the mock with its made-up days.

import { startMock } from '../mock/server.mjs';
import { launch } from './browser.mjs';

export const isReal = Boolean(process.env.ATTENTIVE_URL);

export async function start(options) {
  const mock = isReal ? null : await startMock(options);
  const browser = await launch();
  return {
    browser, mock, origin: process.env.ATTENTIVE_URL?.replace(/\/$/, '') ?? mock.url,
    close: async () => { await browser.close(); await mock?.close(); },
  };
}

/** The page is drawn: its first card is there and nothing is being read. */
export async function drawn(page) {
  await page.waitForSelector('main h1');
  await page.waitForSelector('main .card:not(.ghost)');
  await page.waitForFunction(() => !document.querySelector('main [aria-busy="true"]'));
}
