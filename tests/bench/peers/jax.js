/** jax-js: the whole step, update included, as one jitted function on its wasm device. */
import { defaultDevice, init, jit, nn, numpy as np, valueAndGrad } from '@jax-js/jax';

export async function prepare() {
  await init('wasm');
  defaultDevice('wasm');
}

/**
 * @param {import('../networks.js').Network} network
 * @param {import('../networks.js').Start} start
 * @returns {import('../networks.js').Trainer}
 */
export function create(network, start) {
  const { batch, widths, classes, lr } = network;
  const outputs = /** @type {number} */ (widths.at(-1));
  const x = np.array(start.x).reshape([batch, widths[0]]);
  const target = classes
    ? nn.oneHot(np.array(Int32Array.from(start.target)), outputs)
    : np.array(start.target).reshape([batch, outputs]);
  const depth = start.layers.length;

  /** @typedef {import('@jax-js/jax').numpy.Array} Array */
  const loss = (
    /** @type {Array[]} */ w,
    /** @type {Array} */ input,
    /** @type {Array} */ want,
  ) => {
    let h = input;
    for (let l = 0; l < depth; l++) {
      h = np.matmul(h, w[2 * l]).add(w[2 * l + 1]);
      if (l + 1 < depth) h = network.activation === 'tanh' ? np.tanh(h) : nn.relu(h);
    }
    if (classes) return np.sum(nn.logSoftmax(h).mul(want)).mul(-1 / batch);
    return np.mean(np.square(h.sub(want)));
  };
  const gradient = valueAndGrad(loss);

  const sgd = jit(
    (/** @type {Array[]} */ w, /** @type {Array} */ input, /** @type {Array} */ want) => {
      const [value, grads] = gradient(
        w.map((p) => p.ref),
        input,
        want,
      );
      return [value, w.map((p, i) => p.sub(grads[i].mul(lr)))];
    },
  );
  const adam = jit(
    (
      /** @type {Array[]} */ w,
      /** @type {Array[]} */ m,
      /** @type {Array[]} */ v,
      /** @type {Array} */ bias1,
      /** @type {Array} */ bias2,
      /** @type {Array} */ input,
      /** @type {Array} */ want,
    ) => {
      const [value, grads] = gradient(
        w.map((p) => p.ref),
        input,
        want,
      );
      const m2 = m.map((p, i) => p.mul(0.9).add(grads[i].ref.mul(0.1)));
      const v2 = v.map((p, i) => p.mul(0.999).add(np.square(grads[i]).mul(0.001)));
      const w2 = w.map((p, i) =>
        p.sub(
          m2[i].ref
            .mul(bias1.ref)
            .mul(lr)
            .div(np.sqrt(v2[i].ref.mul(bias2.ref)).add(1e-8)),
        ),
      );
      bias1.dispose();
      bias2.dispose();
      return [value, w2, m2, v2];
    },
  );

  let weights = start.layers.flatMap(({ weight, bias }, l) => [
    np.array(weight).reshape([widths[l], widths[l + 1]]),
    np.array(bias),
  ]);
  let m = weights.map((w) => np.zeros(w.shape));
  let v = weights.map((w) => np.zeros(w.shape));
  let t = 0;
  return {
    name: 'jax-js wasm',
    run(steps) {
      let value;
      for (let i = 0; i < steps; i++) {
        value?.dispose();
        if (classes) {
          t++;
          const bias1 = np.array(1 / (1 - 0.9 ** t));
          const bias2 = np.array(1 / (1 - 0.999 ** t));
          [value, weights, m, v] = adam(weights, m, v, bias1, bias2, x.ref, target.ref);
        } else {
          [value, weights] = sgd(weights, x.ref, target.ref);
        }
      }
      weights[0].ref.dataSync(); // its arrays may be lazy
      return value.dataSync()[0];
    },
  };
}
