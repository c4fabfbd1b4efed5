/** The 2-2-2 network by hand: typed-in weights, and every number worked out here on paper's terms. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from './browser.js';
import {
  button,
  choose,
  inNode,
  onPage,
  sameLoss,
  say,
  stepOf,
  tableHolds,
  tensorAt,
  type,
} from './on-page.js';

/** @typedef {import('../../web/src/engine/run.js').Run} Run */

const INPUT = [0.05, 0.1];
const TARGET = [0.01, 0.99];
const RATE = 0.5;

/** Weights as they are typed, by their paths; weight[i][j] leads from unit i to unit j. */
const TYPED = {
  'mlp/linear1/weight': [
    [0.25, -0.5],
    [1.5, 0.75],
  ],
  'mlp/linear1/bias': [[-0.125, 0.5]],
  'mlp/linear2/weight': [
    [-1, 0.5],
    [0.25, 2],
  ],
  'mlp/linear2/bias': [[0.375, -0.75]],
};

const sigmoid = (/** @type {number} */ z) => 1 / (1 + Math.exp(-z));

/**
 * One step by hand: forward, the mean of the squared differences, and the chain rule backward.
 * @param {typeof TYPED} weights
 */
function byHand(weights) {
  const [w1, [b1], w2, [b2]] = Object.values(weights);
  const hidden = [0, 1].map((j) => sigmoid(INPUT[0] * w1[0][j] + INPUT[1] * w1[1][j] + b1[j]));
  const output = [0, 1].map((j) => sigmoid(hidden[0] * w2[0][j] + hidden[1] * w2[1][j] + b2[j]));
  const loss = ((output[0] - TARGET[0]) ** 2 + (output[1] - TARGET[1]) ** 2) / 2;
  // d loss / d z2: (o - y) from the mean of two squares, o (1 - o) from the sigmoid.
  const dz2 = [0, 1].map((j) => (output[j] - TARGET[j]) * output[j] * (1 - output[j]));
  const dHidden = [0, 1].map((i) => dz2[0] * w2[i][0] + dz2[1] * w2[i][1]);
  const dz1 = [0, 1].map((i) => dHidden[i] * hidden[i] * (1 - hidden[i]));
  const moved = (
    /** @type {number[][]} */ w,
    /** @type {number[]} */ x,
    /** @type {number[]} */ d,
  ) => w.map((row, i) => row.map((value, j) => value - RATE * x[i] * d[j]));
  return {
    output,
    loss,
    after: {
      'mlp/linear1/weight': moved(w1, INPUT, dz1),
      'mlp/linear1/bias': moved([b1], [1], dz1),
      'mlp/linear2/weight': moved(w2, hidden, dz2),
      'mlp/linear2/bias': moved([b2], [1], dz2),
    },
  };
}

/** @param {ArrayLike<number>} found @param {number[]} wanted @param {string} what */
function close(found, wanted, what) {
  wanted.forEach((number, i) => {
    assert.ok(Math.abs(found[i] - number) <= 1e-6, `${what}: ${found[i]}, by hand ${number}`);
  });
}

/** @param {Run} run @param {ReturnType<typeof byHand>} hand */
function agrees(run, hand) {
  run.settle();
  close(tensorAt(run, 'mlp/sigmoid2').values(), hand.output, 'outputs');
  close([run.progress().loss], [hand.loss], 'loss');
}

/** @returns {Promise<Run>} with the typed weights */
async function typedRun() {
  const run = await inNode({}, 'by_hand');
  for (const [path, rows] of Object.entries(TYPED)) {
    const { id } = tensorAt(run, path);
    rows.flat().forEach((value, element) => {
      run.edit(id, element, value);
    });
  }
  return run;
}

test('the engine agrees with the hand: outputs, loss and every weight after a step', async () => {
  const run = await typedRun();
  let hand = byHand(TYPED);
  for (let step = 0; step < 3; step++) {
    agrees(run, hand);
    run.train(1);
    for (const [path, rows] of Object.entries(hand.after)) {
      close(tensorAt(run, path).values(), rows.flat(), path);
    }
    hand = byHand(hand.after);
  }
});

for (const language of /** @type {const} */ (['ko', 'en'])) {
  onPage(
    `8. what is no number, or larger than a float goes, is refused: ${language}`,
    async (page) => {
      const panel = await choose(page, 'mlp/linear1/bias', language);
      const cell = panel.getByRole('textbox').first();
      await cell.fill('1.5');
      await cell.press('Enter');
      for (const [text, key] of /** @type {const} */ ([
        ['1e39', 'inspect.tooLarge'],
        ['-1e400', 'inspect.tooLarge'],
        ['one', 'inspect.notNumber'],
      ])) {
        await cell.fill(text);
        await cell.press('Enter');
        await panel
          .getByRole('alert')
          .getByText(say(key, language, { text }))
          .waitFor();
        assert.equal(await cell.inputValue(), '1.5');
      }
      const run = await inNode({}, 'by_hand');
      run.edit(tensorAt(run, 'mlp/linear1/bias').id, 0, 1.5);
      await sameLoss(page, run);
    },
    { hash: '#v=1&run=0&s=by_hand', language: language === 'ko' ? 'ko-KR' : 'en-US' },
  );
}

onPage(
  '8. what is being typed stays while training changes the numbers around it',
  async (page) => {
    const panel = await choose(page, 'mlp/linear1/bias');
    const cell = panel.getByRole('textbox').first();
    const before = await cell.inputValue();
    await page.getByRole('slider', { name: say('control.speed') }).fill('6');
    await button(page, say('control.play')).click();
    await until(async () => (await cell.inputValue()) !== before, 'the weight moves');
    const moreSteps = async () => {
      const step = await stepOf(page);
      await until(async () => (await stepOf(page)) > step + 200, 'more steps');
    };
    await cell.selectText();
    await moreSteps();
    await page.keyboard.type('0.2');
    await moreSteps();
    await page.keyboard.type('5');
    await moreSteps();
    assert.equal(await cell.inputValue(), '0.25');
    await panel.getByRole('textbox').nth(1).focus();
    await until(async () => (await cell.inputValue()) !== '0.25', 'the weight moves on');
  },
  { hash: '#v=1&run=0&s=by_hand' },
);

onPage(
  '2. the 2-2-2 network: weights typed in give the numbers of the hand, before and after a step',
  async (page) => {
    const run = await typedRun();
    const hand = byHand(TYPED);
    for (const [path, rows] of Object.entries(TYPED)) {
      await choose(page, path);
      for (const [i, row] of rows.entries()) {
        for (const [j, value] of row.entries()) await type(page, i, j, String(value));
      }
      await tableHolds(page, rows.flat());
    }
    await sameLoss(page, run);
    await choose(page, 'mlp/sigmoid2');
    await tableHolds(page, hand.output);
    agrees(run, hand);

    await button(page, 'One step').click();
    await until(async () => (await stepOf(page)) === 1, 'the step');
    run.train(1);
    await sameLoss(page, run);
    const next = byHand(hand.after);
    await tableHolds(page, next.output);
    agrees(run, next);
    for (const [path, rows] of Object.entries(hand.after)) {
      await choose(page, path);
      await tableHolds(page, rows.flat());
    }
    await button(page, 'First weights').click();
    await until(async () => (await stepOf(page)) === 0, 'the beginning');
    for (const [path, rows] of Object.entries(TYPED)) {
      await choose(page, path);
      await tableHolds(page, rows.flat());
    }
  },
  { hash: '#v=1&run=0&s=by_hand' },
);
