/** Training that nobody looks at, and workers that die: by a trap, for want of memory. */
import assert from 'node:assert/strict';
import { inNode } from '../page/in-node.js';
import { count, until } from './browser.js';
import { button, onPage, ready, sameLoss, say, stepOf } from './on-page.js';

/** @typedef {import('playwright-core').Page} Page */

/**
 * Leaves a way into the worker: the exports of the engine that ships, and the last
 * checkpoint that the worker sent. The worker's own text stays as it is, behind this.
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
        const { answer } = message;
        if (answer?.recipe && answer.bytes) self.said.checkpoint = { step: answer.step };
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

/** The page says that there is another engine. @param {Page} page */
const replaced = (page) => page.getByText(/The engine broke down and was replaced/).waitFor();

/**
 * The page says that it goes on from this step, and does; then it stands where a run in Node stands
 * that never broke.
 * @param {Page} page
 * @param {number} step
 */
async function goesOn(page, step) {
  await page.getByText(say('say.restarted', 'en', { step }), { exact: true }).waitFor();
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
  'a trap in the engine: another one goes on from the last checkpoint',
  async (page) => {
    /** @type {string[]} */
    const deaths = [];
    page.on('console', (message) => {
      if (message.text().startsWith('dead')) deaths.push(message.text());
    });
    await trainPastCheckpoint(page);
    // What a stray write would do: every address in the engine's memory leads outside it.
    const step = await page.workers()[0].evaluate(() => {
      const { engine, said } = /** @type {any} */ (self);
      new Uint8Array(engine.memory.buffer).fill(0xff);
      return said.checkpoint.step;
    });
    await replaced(page);
    await goesOn(page, step);
    // Each command that was on its way finds it dead.
    assert.ok(deaths.length > 0);
    for (const death of deaths)
      assert.match(death, /"code":"DEAD".*(out of bounds|unreachable|RuntimeError)/);
  },
  { before: openWorker },
);

onPage(
  'no memory left for the engine: another one goes on from the last checkpoint',
  async (page) => {
    await trainPastCheckpoint(page);
    const [step, bytes] = await page.workers()[0].evaluate(() => {
      const { engine, said } = /** @type {any} */ (self);
      // All that the engine's memory can grow to is taken, down to the last pieces.
      for (let piece = 2 ** 28; piece > 8; piece /= 2) while (engine.lend(piece));
      return [said.checkpoint.step, engine.memory.buffer.byteLength];
    });
    assert.ok(bytes > 1e9, `${bytes} bytes`);
    await replaced(page);
    await goesOn(page, step);
  },
  { before: openWorker },
);

onPage(
  'a worker that stays silent: another one goes on from the last checkpoint',
  async (page) => {
    await trainPastCheckpoint(page);
    const step = await page.workers()[0].evaluate(() => {
      self.close();
      return /** @type {any} */ (self).said.checkpoint.step;
    });
    await replaced(page);
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
    // Of a tab behind another one the browser draws next to nothing; here it is nothing at all, and
    // the page is told what a headless browser does not tell.
    await page.evaluate(() => {
      const own = /** @type {any} */ (globalThis);
      own.draw = requestAnimationFrame;
      own.waiting = [];
      own.requestAnimationFrame = (/** @type {() => void} */ frame) => own.waiting.push(frame);
      const hidden = { get: () => true, configurable: true };
      Object.defineProperty(document, 'hidden', hidden);
      Object.defineProperty(document, 'visibilityState', { ...hidden, get: () => 'hidden' });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await page.waitForFunction(() => /** @type {any} */ (globalThis).waiting.length > 0, null, {
      polling: 50,
    });
    const first = await checkpoint(page);
    await until(async () => (await checkpoint(page)) > first, 'a checkpoint in the dark');
    const [shown, second] = [await stepOf(page), await checkpoint(page)];
    await until(async () => (await checkpoint(page)) > second + 100, 'training in the dark');
    const trained = await checkpoint(page);
    assert.equal(await stepOf(page), shown, 'nothing was drawn');
    await front.close();
    await page.bringToFront();
    await page.evaluate(() => {
      const own = /** @type {any} */ (globalThis);
      for (const name of ['hidden', 'visibilityState']) Reflect.deleteProperty(document, name);
      document.dispatchEvent(new Event('visibilitychange'));
      own.requestAnimationFrame = own.draw;
      own.waiting.forEach(requestAnimationFrame);
    });
    await until(async () => (await stepOf(page)) >= trained, 'the page shows what was trained');
    assert.equal(await page.getByText(/was replaced/).count(), 0);
    assert.ok((await count(page, 'rate')) > 0);
  },
  { before: openWorker },
);

onPage('a look at a tape that is gone is answered with the progress alone', async (page) => {
  await ready(page);
  const replies = await page.workers()[0].evaluate(async () => {
    const wanted = { layer: 98, from: 0, count: 4, area: [-1, 1, -1, 1], colours: [0, 0, 0] };
    /** @type {any[]} */
    const seen = [];
    const post = self.postMessage;
    self.postMessage = (/** @type {any} */ message, /** @type {any[]} */ ...more) => {
      seen.push(message);
      post.call(self, message, ...more);
    };
    const data = { type: 'look', tape: 0, look: { neurons: wanted } };
    self.dispatchEvent(new MessageEvent('message', { data }));
    const end = () => seen.some(({ type, id }) => type === 'frame' || (type === 'refused' && !id));
    while (!end()) await new Promise((done) => setTimeout(done, 10));
    return seen.map(({ type, frame }) => ({ type, parts: Object.keys(frame ?? {}) }));
  });
  assert.deepEqual(replies, [{ type: 'frame', parts: ['progress', 'rate'] }]);
});
