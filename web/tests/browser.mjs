// Starts a Chromium for tests and screenshots. CHROMIUM names another one.

import { chromium } from 'playwright-core';

const ARGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];

export const launch = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', headless: true, args: ARGS });

/** A fresh page that notes errors, refusals of the content policy, and every request that leaves the given origin. */
export async function open(browser, origin, { width = 1440, height = 900, theme = 'light', language = 'en', ...rest } = {}) {
  const context = await browser.newContext({
    viewport: { width, height }, colorScheme: theme, locale: language === 'zh' ? 'zh-CN' : 'en-GB', reducedMotion: 'reduce', timezoneId: 'Europe/Berlin', ...rest,
  });
  const page = await context.newPage();
  const trouble = [];
  page.on('pageerror', (error) => trouble.push(`error: ${error.message}`));
  page.on('console', (message) => message.type() === 'error' && trouble.push(`console: ${message.text()}`));
  page.on('request', (request) => !request.url().startsWith(origin) && trouble.push(`left the origin: ${request.url()}`));
  return { page, context, trouble, go: (path = '') => page.goto(`${origin}/${path}`) };
}
