/**
 * The speed of the page: `npm run bench:page`. Prints long tasks, the first step, frames and updates
 * per second while training, and the time to replace a killed worker. `--json FILE` writes the
 * figures there, too.
 */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { count, open, start } from './browser.js';

const NETWORKS = {
  'the manual’s network': '#v=1&run=0',
  'W1 of the engine’s bench, batch 10':
    '#v=1&run=0&c.hidden=16,16&c.activation=tanh&c.batch=10&c.lr=0.1',
  'six hidden layers of 128, batch 256':
    '#v=1&run=0&c.hidden=128,128,128,128,128,128&c.batch=256&c.samples=2000&c.init=kaiming&c.lr=0.01',
};

/** Updates per second that TensorFlow Playground's published page makes of such a small network. */
const PLAYGROUND = 1383;

/** Milliseconds over which frames and steps are counted. */
const WHILE = 5000;

/** @type {object[]} */
const figures = [];
const browser = await start('Chromium', { skip: (reason) => console.error(reason) });
if (browser) {
  console.log(`${cpus()[0]?.model}, ${cpus().length} CPUs, Chromium ${browser.version()}`);
  for (const [name, hash] of Object.entries(NETWORKS)) {
    const begun = await open(browser, {
      hash: hash.replace('&run=0', ''),
      before: (page) =>
        page.addInitScript(() => {
          const look = () => {
            const step = document.querySelector('[data-count="step"]')?.textContent ?? '0';
            if (step !== '0') performance.mark('first step');
            else requestAnimationFrame(look);
          };
          requestAnimationFrame(look);
        }),
    });
    const first = await begun.page
      .waitForFunction(() => performance.getEntriesByName('first step')[0]?.startTime)
      .then((handle) => handle.jsonValue());
    await begun.close();

    const { page, close } = await open(browser, { hash });
    await page.locator('.card').first().waitFor();
    await page.waitForTimeout(1000);
    await page.getByRole('slider', { name: 'Speed' }).fill('8');
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await page.waitForTimeout(1000);
    const before = await count(page, 'step');
    const measured = await page.evaluate(
      (ms) =>
        new Promise((resolve) => {
          /** @type {number[]} */
          const tasks = [];
          new PerformanceObserver((list) => {
            for (const { duration } of list.getEntries()) tasks.push(duration);
          }).observe({ type: 'longtask' });
          let frames = 0;
          const from = performance.now();
          const tick = () => {
            frames++;
            const spent = performance.now() - from;
            if (spent < ms) requestAnimationFrame(tick);
            else resolve({ frames: (1000 * frames) / spent, tasks });
          };
          requestAnimationFrame(tick);
        }),
      WHILE,
    );
    const { frames, tasks } = /** @type {{ frames: number, tasks: number[] }} */ (measured);
    const rate = ((await count(page, 'step')) - before) / (WHILE / 1000);

    await page
      .workers()[0]
      ?.evaluate(() => self.close())
      .catch(() => {});
    const killed = Date.now();
    await page.getByText(/The engine broke down and was replaced/).waitFor();
    const recovery = Date.now() - killed;
    figures.push({ name, first, updates: rate, frames, tasks, recovery });
    console.log(`${name}
  first step shown      ${Math.round(/** @type {number} */ (first))} ms after opening
  updates per second    ${Math.round(rate)}, ${Math.round(rate / PLAYGROUND)} times TensorFlow Playground’s ${PLAYGROUND}
  frames per second     ${frames.toFixed(1)}
  long tasks over 50 ms ${tasks.length}${tasks.length > 0 ? `, longest ${Math.round(Math.max(...tasks))} ms` : ''}
  recovery              ${recovery} ms`);
    await close();
  }
  await browser.close();
  const at = process.argv.indexOf('--json');
  if (at > 0) writeFileSync(process.argv[at + 1], JSON.stringify(figures, null, 1));
}
