/** Hand-written JavaScript over typed arrays: what one writes without a library. */

/** @typedef {import('../networks.js').Network} Network */

/**
 * @param {Network} network
 * @param {import('../networks.js').Start} start
 * @returns {import('../networks.js').Trainer | undefined}
 */
export function create(network, start) {
  const { batch, widths, lr } = network;
  if (network.classes) return undefined;
  const layers = start.layers.map(({ weight, bias }, l) => ({
    inputs: widths[l],
    outputs: widths[l + 1],
    weight: weight.slice(),
    bias: bias.slice(),
    out: new Float32Array(batch * widths[l + 1]),
    grad: new Float32Array(batch * widths[l + 1]),
    weightGrad: new Float32Array(weight.length),
    biasGrad: new Float32Array(bias.length),
  }));
  const last = layers.length - 1;
  const target = start.target;

  function forward() {
    let x = start.x;
    for (let l = 0; l <= last; l++) {
      const { inputs, outputs, weight, bias, out } = layers[l];
      for (let i = 0; i < batch; i++) {
        for (let j = 0; j < outputs; j++) {
          let sum = bias[j];
          for (let q = 0; q < inputs; q++) sum += x[i * inputs + q] * weight[q * outputs + j];
          out[i * outputs + j] = l < last ? Math.tanh(sum) : sum;
        }
      }
      x = out;
    }
  }

  function lossAndGradient() {
    const { out, grad } = layers[last];
    let loss = 0;
    for (let j = 0; j < out.length; j++) {
      const d = out[j] - target[j];
      loss += d * d;
      grad[j] = (2 * d) / out.length;
    }
    return loss / out.length;
  }

  function backward() {
    for (let l = last; l >= 0; l--) {
      const { inputs, outputs, weight, grad, out, weightGrad, biasGrad } = layers[l];
      const x = l > 0 ? layers[l - 1].out : start.x;
      weightGrad.fill(0);
      biasGrad.fill(0);
      for (let i = 0; i < batch; i++) {
        for (let j = 0; j < outputs; j++) {
          const at = i * outputs + j;
          if (l < last) grad[at] *= 1 - out[at] * out[at];
          biasGrad[j] += grad[at];
        }
        for (let q = 0; q < inputs; q++) {
          const v = x[i * inputs + q];
          let sum = 0;
          for (let j = 0; j < outputs; j++) {
            const d = grad[i * outputs + j];
            weightGrad[q * outputs + j] += v * d;
            sum += d * weight[q * outputs + j];
          }
          if (l > 0) layers[l - 1].grad[i * inputs + q] = sum;
        }
      }
    }
  }

  function update() {
    for (const { weight, bias, weightGrad, biasGrad } of layers) {
      for (let j = 0; j < weight.length; j++) weight[j] -= lr * weightGrad[j];
      for (let j = 0; j < bias.length; j++) bias[j] -= lr * biasGrad[j];
    }
  }

  return {
    name: 'JavaScript',
    run(steps) {
      let loss = 0;
      for (let i = 0; i < steps; i++) {
        forward();
        loss = lossAndGradient();
        backward();
        update();
      }
      return loss;
    },
  };
}
