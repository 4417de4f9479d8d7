// `node scripts/web-screenshots.mjs`: the pictures of the explorer in docs/images, at the widths of a laptop, a tablet and a
// phone, with everything computed. Needs `npm run web:build` and Debian's Chromium.
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import sharp from 'sharp';
import { preview } from 'vite';
import { main, root, say } from './setup.mjs';

const widths = [1280, 768, 375];
const limit = 300_000;

/** Whether no section, and no part of one, has work under way; runs in the page. */
const isAtRest = () => {
  const sections = [...document.querySelector('explorer-page').shadowRoot.querySelectorAll('main > *')];
  const parts = sections.flatMap((section) => [...section.shadowRoot.querySelectorAll('draws-strip, sigma-curve')]);
  return [...sections, ...parts].every((each) => !each.running);
};

/** Waits until everything that follows from what is on the screen was computed. */
async function rest(page) {
  // Costly work waits for a moment of rest.
  await page.waitForTimeout(1000);
  await page.waitForFunction(isAtRest, undefined, { timeout: limit });
}

/** Brings every part of the page near the view once, where its work begins. */
async function scrollThrough(page) {
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  for (let y = 0; y < height; y += 600) {
    // oxlint-disable no-await-in-loop -- one place after the other
    await page.evaluate((top) => scrollTo(0, top), y);
    await rest(page);
    // oxlint-enable no-await-in-loop
  }
  await page.evaluate(() => scrollTo(0, 0));
}

/** Puts the pieces of a high picture beside each other, so that it is half as wide again as it is high. */
async function inColumns(png) {
  const { width, height } = await sharp(png).metadata();
  const count = Math.max(1, Math.round(Math.sqrt((1.5 * height) / width)));
  const column = Math.ceil(height / count);
  const pieces = Array.from({ length: count }, (_, i) => ({
    left: 0,
    top: i * column,
    width,
    height: Math.min(column, height - i * column),
  }));
  const composite = await Promise.all(
    pieces.map(async (piece, i) => ({ input: await sharp(png).extract(piece).toBuffer(), left: i * width, top: 0 })),
  );
  const sheet = { width: width * count, height: column, channels: 3, background: '#808080' };
  return sharp({ create: sheet }).composite(composite).png().toBuffer();
}

async function photograph(browser, url, width) {
  const colorScheme = width === widths.at(-1) ? 'dark' : 'light';
  const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme });
  const page = await context.newPage();
  await page.goto(url);
  await page.waitForFunction(() => document.querySelector('explorer-page')?.app.store.get().noise, undefined, {
    timeout: limit,
  });
  await scrollThrough(page);
  await page.getByRole('button', { name: 'Attack the defense' }).click();
  await rest(page);
  const sheet = await inColumns(await page.screenshot({ fullPage: true }));
  const file = join('docs', 'images', `explorer-${width}.webp`);
  await sharp(sheet).resize({ width: 2400, withoutEnlargement: true }).webp({ quality: 80 }).toFile(join(root, file));
  say(file);
  await context.close();
}

await main(async () => {
  const server = await preview({
    configFile: join(root, 'web', 'vite.config.ts'),
    preview: { host: '127.0.0.1', port: 4273 },
  });
  const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'];
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args });
  try {
    for (const width of widths) {
      // oxlint-disable-next-line no-await-in-loop -- a page at a time: each of them uses all cores
      await photograph(browser, server.resolvedUrls.local[0], width);
    }
  } finally {
    await browser.close();
    await server.close();
  }
  return 0;
});
