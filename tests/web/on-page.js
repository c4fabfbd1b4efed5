/** Tests on the open page: in each browser that is installed, from file://, with what they share. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { loadEngine } from '../../wasm/slm.js';
import { Run } from '../../web/src/worker/run.js';
import { BROWSERS, count, open, start, until } from './browser.js';

/**
 * @typedef {import('./browser.js').Watched} Watched
 * @typedef {import('./browser.js').OpenOptions} OpenOptions
 * @typedef {import('playwright-core').Page} Page
 */

/** @type {import('playwright-core').Browser | undefined} */
let chromium;
after(() => chromium?.close());

/**
 * Chromium is shared. Firefox is started anew: with many windows one after another its parent
 * process hangs now and then.
 * @param {'Chromium' | 'Firefox'} name
 * @param {import('node:test').TestContext} t
 */
export async function browserFor(name, t) {
  if (name === 'Firefox') return start(name, t);
  chromium ??= await start(name, t);
  return chromium;
}

/**
 * A test on the open page, in each browser; afterwards nothing may have gone wrong in it.
 * @param {string} name
 * @param {(page: Page, watched: Watched) => Promise<void>} body
 * @param {OpenOptions & { firefox?: boolean, ready?: boolean }} [options] firefox: there, too
 */
export function onPage(name, body, options = {}) {
  for (const browserName of BROWSERS) {
    if (browserName === 'Firefox' && !options.firefox) continue;
    test(`${browserName}: ${name}`, async (t) => {
      const browser = await browserFor(browserName, t);
      if (!browser) return;
      const watched = await open(browser, options);
      try {
        if (options.ready !== false) await ready(watched.page);
        await body(watched.page, watched);
        assert.deepEqual(watched.problems, []);
      } catch (error) {
        t.diagnostic(watched.problems.join('\n'));
        throw error;
      } finally {
        await watched.close();
        if (browserName === 'Firefox') await browser.close();
      }
    });
  }
}

/** The engine has recorded its tape and the page has drawn all of it. @param {Page} page */
export const ready = (page) => page.locator('#graph[aria-busy="false"]').waitFor();

/** @param {Page} page @param {string | RegExp} name */
export const button = (page, name) =>
  page.getByRole('button', { name, exact: typeof name === 'string' });

/** @param {Page} page */
export const loss = (page) => count(page, 'loss');

/** @param {Page} page @param {number} step */
export async function trainTo(page, step) {
  while ((await count(page, 'step')) < step) {
    const before = await count(page, 'step');
    await button(page, 'One step').click();
    await until(async () => (await count(page, 'step')) > before, 'one step is made');
  }
}

/** The same run in Node. @param {import('../../web/src/model/protocol.js').Recipe['config']} [config] @param {string} [scenario] */
export async function inNode(config = {}, scenario = 'manual') {
  const run = new Run(await loadEngine());
  run.start({ scenario, config, points: null, changes: [] });
  return run;
}
