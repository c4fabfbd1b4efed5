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
