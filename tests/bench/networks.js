/**
 * The networks of c/networks.c, for the peers; that all losses agree is checked.
 *
 * @typedef {object} Network
 * @property {string} name
 * @property {string} title
 * @property {number} batch
 * @property {number[]} widths inputs, hidden layers, outputs
 * @property {'tanh' | 'relu'} activation
 * @property {boolean} classes softmax cross-entropy and Adam; else mean squared error and SGD
 * @property {number} lr
 *
 * What every peer starts from.
 * @typedef {object} Start
 * @property {Float32Array} x
 * @property {Float32Array} target classes as numbers, where there are classes
 * @property {{ weight: Float32Array, bias: Float32Array }[]} layers
 *
 * One who trains: `run` does so many steps and returns the last loss, before its update.
 * @typedef {object} Trainer
 * @property {string} name
 * @property {(steps: number) => number} run
 * @property {() => void} [close]
 * @property {string} [differs] why its losses are not those of the others
 */

const w1 = { widths: [2, 16, 16, 1], activation: /** @type {'tanh'} */ ('tanh'), classes: false };

/** @type {Network[]} */
export const NETWORKS = [
  { ...w1, name: 'w1_batch10', title: 'W1, batch 10', batch: 10, lr: 0.1 },
  { ...w1, name: 'w1_batch256', title: 'W1, batch 256', batch: 256, lr: 0.1 },
  {
    name: 'w2',
    title: 'W2, batch 64',
    batch: 64,
    widths: [784, 128, 10],
    activation: 'relu',
    classes: true,
    lr: 0.001,
  },
];

/** Cuts what the engine gave into its arrays. @param {Network} network @param {Float32Array} all */
export function startOf(network, all) {
  let at = 0;
  const take = (/** @type {number} */ count) => {
    at += count;
    return all.slice(at - count, at);
  };
  const { batch, widths, classes } = network;
  const x = take(batch * widths[0]);
  const target = take(classes ? batch : batch * /** @type {number} */ (widths.at(-1)));
  const layers = widths
    .slice(1)
    .map((out, l) => ({ weight: take(widths[l] * out), bias: take(out) }));
  return { x, target, layers };
}
