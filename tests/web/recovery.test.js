/** Training that nobody looks at, and workers that die: by a trap, for want of memory. */
import assert from 'node:assert/strict';
import { count, until } from './browser.js';
import { button, inNode, onPage, sameLoss, stepOf } from './on-page.js';

/** @typedef {import('playwright-core').Page} Page */

/**
 * Leaves a way into the worker: the exports of the engine that ships, and what the worker last said
 * of each kind. The worker's own text stays as it is, behind this.
 * @param {Page} page
 */
const openWorker = (page) =>
  page.addInitScript(() => {
    const before = `{
      const { Instance } = WebAssembly;
      WebAssembly.Instance = function (...given) {
        const instance = new Instance(...given);
        self.engine = instance.exports;
        return instance;
      };
      self.said = {};
      const post = self.postMessage;
      self.postMessage = (message, ...more) => {
        self.said[message.type] = { step: message.step, problem: message.problem };
        if (message.type === 'dead') console.info('dead', JSON.stringify(message.problem));
        post.call(self, message, ...more);
      };
    }\n`;
    const { Blob: Whole } = globalThis;
    globalThis.Blob = class extends Whole {
      /** @param {BlobPart[]} [parts] @param {BlobPropertyBag} [options] */
      constructor(parts = [], options = {}) {
        super(options.type === 'text/javascript' ? [before, ...parts] : parts, options);
      }
    };
  });

/** The step of the last checkpoint, as the worker sent it. @param {Page} page @returns {Promise<number>} */
const checkpoint = async (page) =>
  (await page
    .workers()
    .at(-1)
    ?.evaluate(() => /** @type {any} */ (self).said.checkpoint?.step)) ?? -1;

/** @param {Page} page */
async function trainPastCheckpoint(page) {
  await button(page, 'Train').click();
  await until(async () => (await checkpoint(page)) > 100, 'a checkpoint of the training');
}

/** @param {Page} page @param {number} at when the worker died */
async function replaced(page, at) {
  await page.getByText(/The engine broke down and was replaced/).waitFor();
  const gone = Date.now() - at;
  assert.ok(gone < 2000, `${gone} ms`);
}

/**
 * The page says that it goes on from this step, and does; then it stands where a run in Node stands
 * that never broke.
 * @param {Page} page
 * @param {number} step
 */
async function goesOn(page, step) {
  const sentence = page.getByText(
    /^The engine broke down and was replaced; it goes on from step \d+\.$/,
  );
  await sentence.waitFor();
  assert.equal(Number(/\d+/.exec(await sentence.innerText())?.[0]), step);
  await until(async () => (await stepOf(page)) >= step, 'the step of the checkpoint');
  const before = await stepOf(page);
  await until(async () => (await stepOf(page)) > before + 100, 'training goes on');
  await button(page, 'Pause').click();
  await button(page, 'Train').waitFor();
  let last = -1;
  await until(async () => {
    const now = await stepOf(page);
    const rests = now === last;
    last = now;
    return rests;
  }, 'the last step is shown');
  const run = await inNode();
  run.train(last);
  await sameLoss(page, run);
}

onPage(
  'a trap in the engine: within 2 s another one goes on from the last checkpoint',
  async (page) => {
    /** @type {string[]} */
    const deaths = [];
    page.on('console', (message) => {
      if (message.text().startsWith('dead')) deaths.push(message.text());
    });
    await trainPastCheckpoint(page);
    // What a stray write would do: every address in the engine's memory leads outside it.
    const [step, at] = await page.workers()[0].evaluate(() => {
      const { engine, said } = /** @type {any} */ (self);
      new Uint8Array(engine.memory.buffer).fill(0xff);
      return [said.checkpoint.step, Date.now()];
    });
    await replaced(page, at);
    await goesOn(page, step);
    // Each command that was on its way finds it dead.
    assert.ok(deaths.length > 0);
    for (const death of deaths)
      assert.match(death, /"code":"DEAD".*(out of bounds|unreachable|RuntimeError)/);
  },
  { before: openWorker },
);

onPage(
  'no memory left for the engine: within 2 s another one goes on from the last checkpoint',
  async (page) => {
    await trainPastCheckpoint(page);
    const [step, at, bytes] = await page.workers()[0].evaluate(() => {
      const { engine, said } = /** @type {any} */ (self);
      // All that the engine's memory can grow to is taken, down to the last pieces.
      for (let piece = 2 ** 28; piece > 8; piece /= 2) while (engine.lend(piece));
      return [said.checkpoint.step, Date.now(), engine.memory.buffer.byteLength];
    });
    assert.ok(bytes > 1e9, `${bytes} bytes`);
    await replaced(page, at);
    await goesOn(page, step);
  },
  { before: openWorker },
);

onPage(
  'a worker that stays silent: within 2 s another one goes on from the last checkpoint',
  async (page) => {
    await trainPastCheckpoint(page);
    const [step, at] = await page.workers()[0].evaluate(() => {
      self.close();
      return [/** @type {any} */ (self).said.checkpoint.step, Date.now()];
    });
    await replaced(page, at);
    await goesOn(page, step);
  },
  { before: openWorker },
);

onPage(
  'training goes on while the tab is hidden and no frame is drawn',
  async (page) => {
    await button(page, 'Train').click();
    await until(async () => (await stepOf(page)) > 100, 'some training');
    const front = await page.context().newPage();
    await front.bringToFront();
    // The browser draws no more of it. Headless it does not say so itself.
    await page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { get: () => true, configurable: true });
      Object.defineProperty(document, 'visibilityState', {
        get: () => 'hidden',
        configurable: true,
      });
      document.dispatchEvent(new Event('visibilitychange'));
      const counter = /** @type {any} */ (globalThis);
      counter.frames = 0;
      const frame = () => {
        counter.frames++;
        requestAnimationFrame(frame);
      };
      requestAnimationFrame(frame);
    });
    const frames = () => page.evaluate(() => /** @type {any} */ (globalThis).frames);
    const shown = await stepOf(page);
    // From one checkpoint to the next not a single frame, but many steps.
    let [step, drawn] = [await checkpoint(page), await frames()];
    await until(async () => {
      const now = await checkpoint(page);
      if (now === step) return false;
      const dark = (await frames()) === drawn && now > step + 100;
      [step, drawn] = [now, await frames()];
      return dark;
    }, 'training in the dark');
    const trained = step;
    assert.ok(trained - shown > 100, `${trained} ${shown}`);
    await front.close();
    await page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { get: () => false });
      Object.defineProperty(document, 'visibilityState', { get: () => 'visible' });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await page.bringToFront();
    await until(async () => (await stepOf(page)) >= trained, 'the page shows what was trained');
    assert.equal(await page.getByText(/was replaced/).count(), 0);
    assert.ok((await count(page, 'rate')) > 0);
  },
  { before: openWorker },
);
