/** Browsers for the tests: finds the installed ones, opens the page, and watches what it does. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium, firefox } from 'playwright-core';
import { inCi } from '../runner/command.js';

/**
 * @typedef {import('playwright-core').Page} Page
 * @typedef {import('playwright-core').Browser} Browser
 * @typedef {import('node:test').TestContext} TestContext
 *
 * @typedef {object} Watched
 * @property {Page} page
 * @property {string[]} problems console errors, uncaught errors and requests over the network
 * @property {() => Promise<void>} close
 *
 * @typedef {object} OpenOptions
 * @property {string} [language] of the browser
 * @property {boolean} [dark]
 * @property {number} [width]
 * @property {number} [height]
 * @property {string} [hash]
 * @property {boolean} [touch] a screen that is touched
 * @property {boolean} [still] a person who asked for less motion
 * @property {string} [url] of the page, when not the built one from file://
 * @property {(page: Page) => Promise<unknown>} [before] the page is opened
 */

/** A link whose run waits for the person. */
export const PAUSED = '#v=1&run=0';

export const PAGE = new URL('../../web/index.html', import.meta.url).href;

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const FIREFOX = ['/usr/bin/firefox-esr', '/usr/bin/firefox'];

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** @param {string | undefined} given @param {string[]} usual @param {() => string} own @returns {string | undefined} */
function find(given, usual, own) {
  // A browser that playwright-core's own installer has put there will do, too.
  let installed = '';
  try {
    installed = own();
  } catch {}
  return [given, ...usual, installed].find((path) => path && existsSync(path));
}

export const found = {
  Chromium: find(process.env.CHROMIUM, CHROMIUM, () => chromium.executablePath()),
  Firefox: find(process.env.FIREFOX, FIREFOX, () => firefox.executablePath()),
};

/** @type {(keyof typeof found)[]} */
export const BROWSERS = ['Chromium', 'Firefox'];

/**
 * Finds a browser, or skips the test by name where there is none; in CI Chromium must be there.
 * @param {keyof typeof found} name
 * @param {{ skip: (reason: string) => void }} t
 * @returns {string | undefined} its program
 */
export function program(name, t) {
  const path = found[name];
  if (path) return path;
  if (inCi && name === 'Chromium') throw new Error(`no ${name} found`);
  t.skip(`no ${name} found`);
  return undefined;
}

/**
 * Starts Chromium, or skips the test by name where there is none.
 * @param {{ skip: (reason: string) => void }} t
 * @returns {Promise<Browser | undefined>}
 */
export async function startChromium(t) {
  const executablePath = program('Chromium', t);
  return executablePath ? chromium.launch({ executablePath, args: FLAGS }) : undefined;
}

/**
 * Makes a page in a fresh profile and watches it.
 * @param {Browser} browser
 * @param {OpenOptions} options
 * @returns {Promise<Watched>}
 */
export async function create(browser, options) {
  const context = await browser.newContext({
    locale: options.language ?? 'en-US',
    colorScheme: options.dark ? 'dark' : 'light',
    viewport: viewportOf(options),
    hasTouch: options.touch ?? false,
    reducedMotion: options.still ? 'reduce' : 'no-preference',
    acceptDownloads: true,
  });
  const page = await context.newPage();
  /** @type {string[]} */
  const problems = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  const own = options.url ?? PAGE;
  page.on('request', (request) => {
    const url = request.url();
    if (/^(data|blob):/.test(url) || url.startsWith(new URL('.', own).href)) return;
    problems.push(`request: ${url}`);
  });
  return { page, problems, close: () => context.close() };
}

/** @param {OpenOptions} options */
const viewportOf = ({ width = 1440, height = 900 }) => ({ width, height });

/**
 * Opens the page in a profile that another visit may have had with other options.
 * @param {Watched} watched
 * @param {OpenOptions} options
 */
export async function visit({ page }, options) {
  await page.setViewportSize(viewportOf(options));
  await page.emulateMedia({
    media: null,
    colorScheme: options.dark ? 'dark' : 'light',
    reducedMotion: options.still ? 'reduce' : 'no-preference',
    forcedColors: null,
  });
  await page.goto(PAGE + (options.hash ?? PAUSED));
}

/**
 * Opens the page in a fresh profile.
 * @param {Browser} browser
 * @param {OpenOptions} [options]
 * @returns {Promise<Watched>}
 */
export async function open(browser, options = {}) {
  const watched = await create(browser, options);
  await options.before?.(watched.page);
  await watched.page.goto((options.url ?? PAGE) + (options.hash ?? PAUSED));
  return watched;
}

/** @param {Page} page @param {string} name @returns {Promise<number>} one of the counts in the bar */
export async function count(page, name) {
  const text = await page.locator(`[data-count="${name}"]`).innerText();
  return Number(text.replaceAll(',', '').replace('\u2212', '-'));
}

/**
 * Waits until a condition on the page's counts holds.
 * @param {() => Promise<boolean>} condition
 * @param {string} what
 * @param {number} [ms]
 */
export async function until(condition, what, ms = 30_000) {
  const end = Date.now() + ms;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`not within ${ms} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
}

export const fixture = (/** @type {string} */ name) =>
  fileURLToPath(new URL(name, import.meta.url));
