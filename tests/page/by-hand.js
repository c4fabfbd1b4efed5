/** The 2-2-2 network by hand: typed-in weights, and every number worked out here on paper's terms. */
import assert from 'node:assert/strict';
import { inNode, tensorAt } from './in-node.js';

/** @typedef {import('../../web/src/engine/run.js').Run} Run */

const INPUT = [0.05, 0.1];
const TARGET = [0.01, 0.99];
const RATE = 0.5;

/** Weights as they are typed, by their paths; weight[i][j] leads from unit i to unit j. */
export const TYPED = {
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
export function byHand(weights) {
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
export function close(found, wanted, what) {
  wanted.forEach((number, i) => {
    assert.ok(Math.abs(found[i] - number) <= 1e-6, `${what}: ${found[i]}, by hand ${number}`);
  });
}

/** @param {Run} run @param {ReturnType<typeof byHand>} hand */
export function agrees(run, hand) {
  run.settle();
  close(tensorAt(run, 'mlp/sigmoid2').values(), hand.output, 'outputs');
  close([run.progress().loss], [hand.loss], 'loss');
}

/** @returns {Promise<Run>} with the typed weights */
export async function typedRun() {
  const run = await inNode({}, 'by_hand');
  for (const [path, rows] of Object.entries(TYPED)) {
    const { id } = tensorAt(run, path);
    rows.flat().forEach((value, element) => {
      run.edit(id, element, value);
    });
  }
  return run;
}
