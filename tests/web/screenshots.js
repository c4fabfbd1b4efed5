/**
 * Pictures of the page at three widths, in both languages and themes, and of its special states, to
 * be looked at.
 *
 *     node tests/web/screenshots.js [folder]      build/screenshots/ if left out
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../runner/command.js';
import { count, open, PAUSED, startChromium, until } from './browser.js';

/** @typedef {import('playwright-core').Page} Page */

const folder = process.argv[2] ?? join(root, 'build', 'screenshots');
mkdirSync(folder, { recursive: true });

/** @param {Page} page @param {string} name */
async function keep(page, name) {
  await page.waitForTimeout(400);
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
  console.log(join(folder, `${name}.png`));
}

/** @param {Page} page */
async function train(page) {
  await page.locator('.button.main').click();
  await until(async () => (await count(page, 'step')) > 900, '900 steps');
  await page.locator('.button.main').click();
}

/** @param {Page} page @param {string} name */
const press = (page, name) => page.getByRole('button', { name, exact: true }).click();

/**
 * @typedef {object} Special
 * @property {string} hash
 * @property {import('./browser.js').OpenOptions} [options]
 * @property {(page: Page) => Promise<unknown>} act
 */

/** @type {Record<string, Special>} */
const SPECIAL = {
  loading: { hash: '#v=1', act: async () => {} },
  'not-finite': {
    hash: '#v=1&c.lr=900&c.init=kaiming',
    options: { dark: true },
    act: (page) => page.getByText(/not finite\./).waitFor(),
  },
  restarted: {
    hash: '#v=1',
    async act(page) {
      await until(async () => (await count(page, 'step')) > 900, '900 steps');
      await page
        .workers()[0]
        ?.evaluate(() => self.close())
        .catch(() => {});
      await page.getByText(/was replaced/).waitFor();
      await page.waitForTimeout(1500);
    },
  },
  distributions: {
    hash: PAUSED,
    async act(page) {
      await train(page);
      await page.getByRole('tab', { name: 'Gradients' }).click();
      await press(page, 'distributions');
      await page.waitForTimeout(600);
    },
  },
  'kept-run': {
    hash: PAUSED,
    async act(page) {
      await train(page);
      await press(page, 'Runs & files');
      await press(page, 'Keep this run on the chart');
      await press(page, 'New seed');
      await train(page);
    },
  },
  'drawer-data': { hash: PAUSED, act: (page) => press(page, 'Data') },
  'drawer-network-360': {
    hash: PAUSED,
    options: { width: 360, height: 780, dark: true },
    act: (page) => press(page, 'Network & training'),
  },
  projector: { hash: `${PAUSED}&big=1&node=mlp/relu1`, act: train },
  paper: {
    hash: `${PAUSED}&node=mlp/linear1/add`,
    options: { width: 1000, dark: true },
    async act(page) {
      await train(page);
      await page.emulateMedia({ media: 'print' });
      await page.waitForTimeout(600);
    },
  },
};

const browser = await startChromium({
  skip(reason) {
    console.error(reason);
  },
});
if (browser) {
  for (const [width, height] of [
    [1440, 900],
    [768, 1024],
    [360, 780],
  ]) {
    for (const language of ['ko-KR', 'en-US']) {
      for (const dark of [false, true]) {
        const { page, close } = await open(browser, { language, dark, width, height });
        await train(page);
        await page.locator('.card').nth(1).click();
        await keep(page, `${width}-${language.slice(0, 2)}-${dark ? 'dark' : 'light'}`);
        await close();
      }
    }
  }
  for (const [name, { hash, options, act }] of Object.entries(SPECIAL)) {
    const { page, close } = await open(browser, { ...options, hash });
    await act(page);
    await keep(page, name);
    await close();
  }
  await browser.close();
}
