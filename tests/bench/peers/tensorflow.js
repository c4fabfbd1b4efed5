/** TensorFlow.js, its own optimizers, on one of its backends. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import '@tensorflow/tfjs-backend-cpu/dist/index.js';
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';

/** @param {string} assets folder or address of its wasm files */
export async function prepare(assets) {
  setWasmPaths(assets);
  setThreadsCount(1);
  await tf.setBackend('wasm');
  await tf.ready();
}

/**
 * @param {import('../networks.js').Network} network
 * @param {import('../networks.js').Start} start
 * @param {'wasm' | 'cpu'} backend
 * @returns {Promise<import('../networks.js').Trainer>}
 */
async function createOn(network, start, backend) {
  await tf.setBackend(backend);
  const { batch, widths, classes, lr } = network;
  const x = tf.tensor2d(start.x, [batch, widths[0]]);
  const outputs = /** @type {number} */ (widths.at(-1));
  const target = classes
    ? tf.cast(tf.oneHot(tf.tensor1d(Int32Array.from(start.target), 'int32'), outputs), 'float32')
    : tf.tensor2d(start.target, [batch, outputs]);
  const layers = start.layers.map(({ weight, bias }, l) => ({
    weight: tf.variable(tf.tensor2d(weight, [widths[l], widths[l + 1]])),
    bias: tf.variable(tf.tensor1d(bias)),
  }));
  const optimizer = classes ? tf.train.adam(lr, 0.9, 0.999, 1e-8) : tf.train.sgd(lr);
  const loss = () => {
    /** @type {tf.Tensor} */
    let h = x;
    layers.forEach(({ weight, bias }, l) => {
      h = tf.add(tf.matMul(/** @type {tf.Tensor2D} */ (h), weight), bias);
      if (l + 1 < layers.length) h = network.activation === 'tanh' ? tf.tanh(h) : tf.relu(h);
    });
    if (classes) return /** @type {tf.Scalar} */ (tf.losses.softmaxCrossEntropy(target, h));
    return /** @type {tf.Scalar} */ (tf.mean(tf.square(tf.sub(h, target))));
  };
  return {
    name: `TensorFlow.js ${backend}`,
    run(steps) {
      if (tf.getBackend() !== backend) tf.setBackend(backend);
      let value = Number.NaN;
      for (let i = 0; i < steps; i++) {
        const result = /** @type {tf.Scalar} */ (optimizer.minimize(loss, i + 1 === steps));
        if (result) {
          value = result.dataSync()[0];
          result.dispose();
        }
      }
      return value;
    },
  };
}

/** @type {(network: import('../networks.js').Network, start: import('../networks.js').Start) => Promise<import('../networks.js').Trainer>} */
export const create = (network, start) => createOn(network, start, 'wasm');
/** @type {typeof create} */
export const createCpu = (network, start) => createOn(network, start, 'cpu');

/**
 * The decision map of a tanh network, coloured in JavaScript: one batch of all cells.
 * @param {number[]} widths
 * @param {Float32Array} reals weight and bias of each layer
 * @param {number} side cells
 */
export async function createMap(widths, reals, side) {
  await tf.setBackend('wasm');
  let at = 0;
  const take = (/** @type {number} */ count) => {
    at += count;
    return reals.slice(at - count, at);
  };
  const layers = widths.slice(1).map((out, l) => ({
    weight: tf.tensor2d(take(widths[l] * out), [widths[l], out]),
    bias: tf.tensor1d(take(out)),
  }));
  const cells = new Float32Array(2 * side * side);
  for (let cell = 0; cell < side * side; cell++) {
    cells[2 * cell] = -2 + (((cell % side) + 0.5) * 4) / side;
    cells[2 * cell + 1] = 2 - ((Math.floor(cell / side) + 0.5) * 4) / side;
  }
  const x = tf.tensor2d(cells, [side * side, 2]);
  const rgba = new Uint8Array(4 * side * side);
  const [low, middle, high] = [0xf59322, 0xe8eaeb, 0x0877bd].map((colour) => [
    colour >> 16,
    (colour >> 8) & 255,
    colour & 255,
  ]);
  return {
    name: 'TensorFlow.js wasm',
    run(/** @type {number} */ times) {
      if (tf.getBackend() !== 'wasm') tf.setBackend('wasm');
      let values = new Float32Array();
      for (let i = 0; i < times; i++) {
        const out = tf.tidy(() => {
          /** @type {tf.Tensor2D} */
          let h = x;
          layers.forEach(({ weight, bias }, l) => {
            h = tf.add(tf.matMul(h, weight), bias);
            if (l + 1 < layers.length) h = tf.tanh(h);
          });
          return h;
        });
        values = /** @type {Float32Array} */ (out.dataSync());
        for (let cell = 0; cell < values.length; cell++) {
          const p = Math.min(1, Math.max(0, values[cell]));
          const [from, to, share] = p < 0.5 ? [low, middle, 2 * p] : [middle, high, 2 * p - 1];
          for (let k = 0; k < 3; k++)
            rgba[4 * cell + k] = (1 - share) * from[k] + share * to[k] + 0.5;
          rgba[4 * cell + 3] = 255;
        }
        out.dispose();
      }
      let sum = 0;
      for (const value of values) sum += value;
      for (const part of rgba) sum += part;
      return sum;
    },
  };
}
