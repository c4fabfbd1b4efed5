/**
 * Pages that stay open from one test to the next. A test gets a document, engine and storage of its
 * own all the same; what it does not get is a new profile and a new process of the browser, which
 * cost more than the page itself.
 */
import { create, visit } from './browser.js';

/**
 * @typedef {import('./browser.js').Watched} Watched
 * @typedef {import('./browser.js').OpenOptions} OpenOptions
 * @typedef {import('playwright-core').Browser} Browser
 */

/** A browser's history holds 50 entries, and a test may count them. */
const USES = 15;

/** Pages that wait, by what is fixed when a profile is made. @type {Map<string, Kept>} */
const waiting = new Map();

/** @typedef {{ watched: Watched, uses: number }} Kept */

/** @param {OpenOptions} options */
const profile = ({ language, touch }) => `${language} ${touch}`;

/**
 * Whether a test can share a page. What runs before the page opens would run for others, too.
 * @param {OpenOptions} options
 */
export const canShare = (options) => !options.before && !options.url;

/**
 * Opens the page in a profile that earlier tests may have had.
 * @param {Browser} browser
 * @param {OpenOptions} options for which `canShare` holds
 * @returns {Promise<Kept>}
 */
export async function borrow(browser, options) {
  const key = profile(options);
  const kept = waiting.get(key) ?? { watched: await create(browser, options), uses: 0 };
  waiting.delete(key);
  kept.uses++;
  await visit(kept.watched, options);
  return kept;
}

/**
 * Leaves a page as the next test is to find it: no document, nothing stored, the pointer outside.
 * @param {Kept} kept whose test has passed
 * @param {OpenOptions} options it was borrowed with
 */
export async function giveBack(kept, options) {
  const { page, problems, close } = kept.watched;
  const key = profile(options);
  if (kept.uses >= USES || waiting.has(key)) return close();
  await page.evaluate(() => localStorage.clear());
  await page.mouse.move(-1, -1);
  await page.goto('about:blank');
  problems.length = 0;
  waiting.set(key, kept);
}
