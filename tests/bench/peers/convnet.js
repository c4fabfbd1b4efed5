/** ConvNetJS: SGD over a batch, sample by sample. What it reports is twice
 * the square, what it descends is half of it: so the rate is doubled. */
import convnetjs from 'convnetjs';

/**
 * @param {import('../networks.js').Network} network
 * @param {import('../networks.js').Start} start
 * @returns {import('../networks.js').Trainer | undefined}
 */
export function create(network, start) {
  if (network.classes) return undefined;
  const { batch, widths, lr } = network;
  const net = new convnetjs.Net();
  net.makeLayers([
    { type: 'input', out_sx: 1, out_sy: 1, out_depth: widths[0] },
    ...widths.slice(1, -1).map((n) => ({ type: 'fc', num_neurons: n, activation: 'tanh' })),
    { type: 'regression', num_neurons: widths.at(-1) },
  ]);
  const full = net.layers.filter((/** @type {any} */ layer) => layer.layer_type === 'fc');
  start.layers.forEach(({ weight, bias }, l) => {
    for (let j = 0; j < widths[l + 1]; j++) {
      full[l].biases.w[j] = bias[j];
      for (let q = 0; q < widths[l]; q++) full[l].filters[j].w[q] = weight[q * widths[l + 1] + j];
    }
  });
  const trainer = new convnetjs.SGDTrainer(net, {
    learning_rate: 2 * lr,
    momentum: 0,
    batch_size: batch,
    l2_decay: 0,
  });
  const points = Array.from({ length: batch }, (_, i) => {
    const point = new convnetjs.Vol(1, 1, widths[0]);
    for (let q = 0; q < widths[0]; q++) point.w[q] = start.x[i * widths[0] + q];
    return point;
  });
  return {
    name: 'ConvNetJS',
    run(steps) {
      let sum = 0;
      for (let s = 0; s < steps; s++) {
        sum = 0;
        for (let i = 0; i < batch; i++)
          sum += trainer.train(points[i], [start.target[i]]).cost_loss;
      }
      return sum / (2 * batch);
    },
  };
}
