import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium as driver, type Page } from 'playwright-core';
import { chromium } from './in-browser.js';

/**
 * Debian's browser, driven; it talks to nobody.
 * @param further flags, such as those of a camera that is none
 */
export function openChromium(...further: string[]): Promise<Browser> {
  const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', ...further];
  return driver.launch({ executablePath: chromium, args });
}

/** What a page said while it was opened. */
export interface OpenedPage {
  readonly page: Page;
  /** Errors and warnings of the console, violations of the page's policy among them. */
  readonly complaints: string[];
  /** Addresses that were asked for, besides the file itself and data. */
  readonly requests: string[];
}

/** Opens HTML as a file in a page of its own, and hands it to `look`. */
export async function withPage<T>(
  browser: Browser,
  html: string,
  width: number,
  look: (opened: OpenedPage) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'pixel-deflection-page-'));
  const file = join(folder, 'report.html');
  writeFileSync(file, html);
  const address = pathToFileURL(file).href;
  const page = await browser.newPage({ viewport: { width, height: 900 }, bypassCSP: false });
  page.setDefaultTimeout(120_000);
  const [complaints, requests]: [string[], string[]] = [[], []];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (request.url() !== address && !request.url().startsWith('data:')) requests.push(request.url());
  });
  try {
    await page.goto(address);
    return await look({ page, complaints, requests });
  } finally {
    await page.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
