/** Tests on the open page: in each browser that is installed, from file://, with what they share. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { readHash } from '../../web/src/app/address.js';
import { dictionaries, fill } from '../../web/src/i18n/text.js';
import { short } from '../../web/src/shared/formats.js';
import { BROWSERS, count, open, program, startChromium, until } from './browser.js';
import { inFirefox, leaveFirefox } from './firefox.js';
import { borrow, canShare, giveBack } from './kept.js';

/**
 * @typedef {import('./browser.js').Watched} Watched
 * @typedef {import('./browser.js').OpenOptions} OpenOptions
 * @typedef {import('playwright-core').Page} Page
 * @typedef {import('playwright-core').Locator} Locator
 * @typedef {import('../../web/src/engine/run.js').Run} Run
 * @typedef {import('../../web/src/i18n/text.js').Language} Language
 * @typedef {import('../../web/src/i18n/text.js').TextKey} TextKey
 */

/** @type {import('playwright-core').Browser | undefined} */
let chromium;
after(async () => {
  await chromium?.close();
  await leaveFirefox();
});

/** The file's Chromium. @param {import('node:test').TestContext} t */
export async function chromiumFor(t) {
  chromium ??= await startChromium(t);
  return chromium;
}

/**
 * Opens the page for a test; afterwards nothing may have gone wrong in it.
 * @param {import('node:test').TestContext} t
 * @param {'Chromium' | 'Firefox'} browserName
 * @param {OpenOptions & { ready?: boolean }} options
 * @param {(page: Page, watched: Watched) => Promise<void>} body
 */
export async function withPage(t, browserName, options, body) {
  /** @param {Watched} watched */
  const attempt = async (watched) => {
    try {
      if (options.ready !== false) await ready(watched.page);
      await body(watched.page, watched);
      assert.deepEqual(watched.problems, []);
    } catch (error) {
      t.diagnostic(watched.problems.join('\n'));
      await watched.close();
      throw error;
    }
  };
  if (browserName === 'Firefox') {
    const path = program('Firefox', t);
    if (path)
      await inFirefox(path, t, async (browser) => {
        const watched = await open(browser, options);
        await attempt(watched);
        await watched.close();
      });
    return;
  }
  const browser = await chromiumFor(t);
  if (!browser) return;
  if (canShare(options)) {
    const kept = await borrow(browser, options);
    await attempt(kept.watched);
    await giveBack(kept, options);
  } else {
    const watched = await open(browser, options);
    await attempt(watched);
    await watched.close();
  }
}

/**
 * A test on the open page, in each browser.
 * @param {string} name
 * @param {(page: Page, watched: Watched) => Promise<void>} body
 * @param {OpenOptions & { firefox?: boolean, ready?: boolean }} [options] firefox: there, too
 */
export function onPage(name, body, options = {}) {
  for (const browserName of BROWSERS) {
    if (browserName === 'Firefox' && !options.firefox) continue;
    test(`${browserName}: ${name}`, (t) => withPage(t, browserName, options, body));
  }
}

/** The engine has recorded its tape and the page has drawn all of it. @param {Page} page */
export const ready = (page) => page.locator('#graph[aria-busy="false"]').waitFor();

/** @param {Page} page @param {string | RegExp} name */
export const button = (page, name) =>
  page.getByRole('button', { name, exact: typeof name === 'string' });

/**
 * The page's own words, for what has another name in each language.
 * @param {TextKey} key
 * @param {Language} [language]
 * @param {import('../../web/src/i18n/text.js').TextArgs} [args]
 */
export const say = (key, language = 'en', args = {}) => fill(dictionaries[language][key], args);

/** Opens a drawer by its button. @param {Page} page @param {string} name of both */
export async function drawer(page, name) {
  await button(page, name).click();
  const sheet = page.getByRole('dialog', { name });
  await sheet.waitFor();
  return sheet;
}

/** The panel of the chosen node. @param {Page} page @param {Language} [language] */
export const inspector = (page, language) =>
  page.getByRole('region', { name: say('inspect.title', language), exact: true });

/** @param {string} text */
const quoted = (text) => text.replace(/[.*+?^$()|[\]{}\\]/g, '\\$&');

/**
 * The card of a node: named by its last part at first, and by the whole path where that is longer.
 * @param {Page} page
 * @param {string} path such as "mlp/linear1/weight"
 */
export function card(page, path) {
  const last = path.split('/').at(-1) ?? '';
  const where = last === path ? '' : `, ${quoted(path)}`;
  return button(page, new RegExp(`^${quoted(last)} .*${where}, [^,]+$`));
}

/**
 * Chooses a node of the graph and waits for its numbers.
 * @param {Page} page
 * @param {string} path
 * @param {Language} [language]
 */
export async function choose(page, path, language) {
  const panel = inspector(page, language);
  const name = `${say('inspect.title', language)} ${path}`;
  const title = panel.getByRole('heading', { level: 2, name, exact: true });
  if ((await title.count()) === 0) await card(page, path).click();
  await title.waitFor();
  await panel.getByRole('table').waitFor();
  return panel;
}

/** @param {string} text as the page writes numbers */
export const numberOf = (text) => Number(text.replaceAll(',', '').replace('\u2212', '-'));

/** Numbers of the chosen node's table, row by row. @param {Page} page @returns {Promise<number[][]>} */
export async function tableOf(page) {
  const table = inspector(page).getByRole('table');
  const rows = await table.evaluate((/** @type {HTMLTableElement} */ { tBodies }) =>
    Array.from(tBodies[0].rows, ({ cells }) =>
      Array.from(cells)
        .filter(({ tagName }) => tagName === 'TD')
        .map((cell) => cell.querySelector('input')?.value ?? cell.innerText),
    ),
  );
  return rows.map((row) => row.map(numberOf));
}

/**
 * Waits until the chosen node's table holds these numbers, to seven digits.
 * @param {Page} page
 * @param {ArrayLike<number>} wanted row-major
 * @param {number} [tolerance]
 */
export async function tableHolds(page, wanted, tolerance = 1e-6) {
  const numbers = Array.from(wanted);
  /** @type {number[]} */
  let shown = [];
  const close = () =>
    shown.length === numbers.length &&
    numbers.every((n, i) => Math.abs(shown[i] - n) <= tolerance * Math.max(1, Math.abs(n)));
  await until(async () => {
    shown = (await tableOf(page)).flat();
    return close();
  }, `the table holds ${numbers.join()}`).catch((error) => {
    throw new Error(`${error.message}; it holds ${shown.join()}`);
  });
}

/**
 * Types a number into the table of the chosen parameter.
 * @param {Page} page
 * @param {number} row
 * @param {number} column
 * @param {string} text
 */
export async function type(page, row, column, text) {
  const cell = inspector(page).getByRole('textbox', { name: `row ${row}, column ${column}` });
  await cell.fill(text);
  await cell.press('Enter');
}

/** @param {Page} page */
export const loss = (page) => count(page, 'loss');

/** @param {Page} page */
export const stepOf = (page) => count(page, 'step');

/** Waits until the page shows the loss of the run, as it writes it. @param {Page} page @param {Run} run */
export async function sameLoss(page, run) {
  run.settle();
  const wanted = run.progress().loss;
  const shown = page.getByRole('definition').filter({ hasText: exactly(short(wanted)) });
  await until(async () => (await shown.count()) > 0, `the loss ${wanted}`);
}

/** @param {string} text */
export const exactly = (text) => new RegExp(`^\\s*${quoted(text)}\\s*$`);

/** The link to what is on the page. @param {Page} page */
export async function addressOf(page) {
  const sheet = await drawer(page, 'Link');
  const address = await sheet.getByRole('textbox', { name: 'Address' }).inputValue();
  await page.keyboard.press('Escape');
  return address;
}

/** What the link to the page says. @param {Page} page */
export async function recipeOf(page) {
  const link = readHash(new URL(await addressOf(page)).hash);
  assert.ok(link);
  return link.recipe;
}

/** @param {Page} page @param {number} step */
export async function trainTo(page, step) {
  while ((await count(page, 'step')) < step) {
    const before = await count(page, 'step');
    await button(page, 'One step').click();
    await until(async () => (await count(page, 'step')) > before, 'one step is made');
  }
}
