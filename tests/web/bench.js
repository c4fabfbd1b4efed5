/**
 * The speed of the page: `npm run bench:page`. Prints the first step, long tasks, frames and updates
 * per second while training, the time to replace a killed worker, and how long a name in the
 * sentence stands.
 *
 *     node tests/web/bench.js [--json FILE]      FILE gets the figures
 */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { spread } from '../bench/spread.js';
import { count, open, startChromium } from './browser.js';

/**
 * @typedef {import('playwright-core').Browser} Browser
 * @typedef {import('playwright-core').Page} Page
 *
 * @typedef {{ count: number, longest: number }} Tasks of the main thread, over 50 ms; longest in ms
 *
 * @typedef {object} Figures of one network
 * @property {string} network
 * @property {number} firstStep milliseconds from the beginning of loading to the first step shown, of
 *   OPENINGS the one in the middle, and
 * @property {[number, number]} firstSteps the fastest and the slowest
 * @property {number} pace updates per second that the page shows a second after the first step
 * @property {Tasks} opening long tasks up to a second after that; both numbers are medians, too
 * @property {number} updates per second, as fast as it goes
 * @property {number} frames per second meanwhile
 * @property {Tasks} training
 * @property {number} recovery milliseconds from killing the worker to the sentence about it
 */

const NETWORKS = {
  'the manual’s network': '#v=1',
  'W1 of the engine’s bench, batch 10': '#v=1&c.hidden=16,16&c.activation=tanh&c.batch=10&c.lr=0.1',
  'six hidden layers of 128, batch 256':
    '#v=1&c.hidden=128,128,128,128,128,128&c.batch=256&c.samples=2000&c.init=kaiming&c.lr=0.01',
};

/** Updates per second that TensorFlow Playground's published page makes of such a small network. */
const PLAYGROUND = 1383;

/** Milliseconds over which frames and steps are counted. */
const WHILE = 5000;

const OPENINGS = 5;

/** What a browser does for an empty tab alone, such as starting a spare process, is over after these milliseconds. */
const REST = 1500;

/** In the page, before its own script: marks the first step, and notes long tasks. */
function watch() {
  /** @type {number[]} */
  const tasks = [];
  Object.assign(globalThis, { longTasks: tasks });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) tasks.push(duration);
  }).observe({ type: 'longtask', buffered: true });
  const look = () => {
    const step = document.querySelector('[data-count="step"]')?.textContent ?? '0';
    if (step !== '0') performance.mark('first step');
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/** The long tasks since this was last asked. @param {Page} page @returns {Promise<Tasks>} */
const longTasks = (page) =>
  page.evaluate(() => {
    const { longTasks } = /** @type {{ longTasks: number[] }} */ (
      /** @type {unknown} */ (globalThis)
    );
    const tasks = longTasks.splice(0);
    return { count: tasks.length, longest: Math.max(0, ...tasks) };
  });

/** @param {Browser} browser @param {string} hash */
async function opening(browser, hash) {
  const before = async (/** @type {Page} */ page) => {
    await page.addInitScript(watch);
    await page.waitForTimeout(REST);
  };
  const { page, close } = await open(browser, { hash, before });
  const shown = await page.waitForFunction(
    () => performance.getEntriesByName('first step')[0]?.startTime,
  );
  const firstStep = Number(await shown.jsonValue());
  await page.waitForTimeout(1000);
  const tasks = await longTasks(page);
  const pace = await count(page, 'rate');
  await close();
  return { firstStep, tasks, pace };
}

/** @param {Browser} browser @param {string} hash */
async function openings(browser, hash) {
  const all = [];
  for (let i = 0; i < OPENINGS; i++) all.push(await opening(browser, hash));
  const steps = all.map(({ firstStep }) => firstStep);
  return {
    firstStep: spread(steps).median,
    firstSteps: /** @type {[number, number]} */ ([Math.min(...steps), Math.max(...steps)]),
    pace: spread(all.map(({ pace }) => pace)).median,
    opening: {
      count: spread(all.map(({ tasks }) => tasks.count)).median,
      longest: spread(all.map(({ tasks }) => tasks.longest)).median,
    },
  };
}

/** @param {Page} page */
async function training(page) {
  await page.locator('.card').first().waitFor();
  await page.waitForTimeout(1000);
  await page.getByRole('slider', { name: 'Speed' }).fill('8');
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await page.waitForTimeout(1000);
  await longTasks(page);
  const before = await count(page, 'step');
  const frames = await page.evaluate(
    (ms) =>
      new Promise((resolve) => {
        let drawn = 0;
        const from = performance.now();
        const tick = () => {
          drawn++;
          const spent = performance.now() - from;
          if (spent < ms) requestAnimationFrame(tick);
          else resolve((1000 * drawn) / spent);
        };
        requestAnimationFrame(tick);
      }),
    WHILE,
  );
  const updates = ((await count(page, 'step')) - before) / (WHILE / 1000);
  return { updates, frames: Number(frames), training: await longTasks(page) };
}

/**
 * How long each name stands in the sentence while it trains; the first is of before the training.
 * @param {Browser} browser
 * @returns {Promise<number>} the shortest time, in milliseconds
 */
async function standing(browser) {
  const { page, close } = await open(browser, { hash: '#v=1&run=0&s=spiral' });
  const sentence = page.locator('.sentence p').first();
  await sentence.evaluate((element) => {
    const changes = /** @type {number[]} */ ([]);
    Object.assign(globalThis, { changes });
    let last = '';
    new MutationObserver(() => {
      const name = element.querySelector('button')?.textContent ?? '';
      if (name && name !== last) changes.push(performance.now());
      if (name) last = name;
    }).observe(element, { childList: true, subtree: true, characterData: true });
  });
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await page.waitForFunction(() => /** @type {any} */ (globalThis).changes.length > 5, null, {
    timeout: 60_000,
  });
  const changes = await page.evaluate(() => /** @type {any} */ (globalThis).changes);
  await close();
  return Math.min(
    ...changes
      .slice(2)
      .map((/** @type {number} */ at, /** @type {number} */ i) => at - changes[i + 1]),
  );
}

/** @param {Page} page */
async function recovery(page) {
  await page
    .workers()[0]
    ?.evaluate(() => self.close())
    .catch(() => {});
  const killed = Date.now();
  await page.getByText(/The engine broke down and was replaced/).waitFor();
  return { recovery: Date.now() - killed };
}

/** @param {Browser} browser @param {string} network @param {string} hash @returns {Promise<Figures>} */
async function measure(browser, network, hash) {
  const opened = await openings(browser, hash);
  const before = (/** @type {Page} */ page) => page.addInitScript(watch);
  const { page, close } = await open(browser, { hash: `${hash}&run=0`, before });
  const trained = await training(page);
  const recovered = await recovery(page);
  await close();
  return { network, ...opened, ...trained, ...recovered };
}

/** @param {Tasks} tasks */
const tasksText = ({ count, longest }) =>
  count > 0 ? `${count}, longest ${Math.round(longest)} ms` : '0';

/** @param {Figures} figures */
const report = (figures) => `${figures.network}
  first step shown      ${Math.round(figures.firstStep)} ms after opening (${figures.firstSteps.map(Math.round).join(' to ')})
  updates per second    ${Math.round(figures.pace)} at first
  tasks over 50 ms      ${tasksText(figures.opening)} while opening
  updates per second    ${Math.round(figures.updates)}, ${(figures.updates / PLAYGROUND).toPrecision(2)} times TensorFlow Playground’s ${PLAYGROUND}
  frames per second     ${figures.frames.toFixed(1)}
  tasks over 50 ms      ${tasksText(figures.training)} while training
  recovery              ${figures.recovery} ms`;

const { values: options } = parseArgs({ options: { json: { type: 'string' } } });
const browser = await startChromium({ skip: (reason) => console.error(reason) });
if (browser) {
  const machine = `${cpus()[0]?.model}, ${cpus().length} CPUs`;
  const name = `Chromium ${browser.version()}`;
  console.log(`${machine}, ${name}`);
  const figures = [];
  for (const [network, hash] of Object.entries(NETWORKS)) {
    const figure = await measure(browser, network, hash);
    console.log(report(figure));
    figures.push(figure);
  }
  console.log(
    `a name in the sentence stands for ${Math.round(await standing(browser))} ms at least`,
  );
  if (options.json) {
    const all = { machine, browser: name, playground: PLAYGROUND, networks: figures };
    writeFileSync(options.json, `${JSON.stringify(all, null, 2)}\n`);
  }
  await browser.close();
}
