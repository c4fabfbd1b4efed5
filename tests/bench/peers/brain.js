/** brain.js: it updates after every sample; a step is counted after `batch` of them. */
import brain from 'brain.js';

/**
 * @param {import('../networks.js').Network} network
 * @param {import('../networks.js').Start} start
 * @returns {import('../networks.js').Trainer | undefined}
 */
export function create(network, start) {
  if (network.classes) return undefined;
  const { batch, widths, lr } = network;
  const net = new brain.NeuralNetwork({
    hiddenLayers: widths.slice(1, -1),
    activation: network.activation,
    learningRate: lr,
    momentum: 1e-12, // it refuses 0
  });
  const samples = Array.from({ length: batch }, (_, i) => ({
    input: Array.from(start.x.slice(i * widths[0], (i + 1) * widths[0])),
    output: [start.target[i]],
  }));
  const options = { iterations: 1, errorThresh: 1e-30, log: false };
  net.train(samples, options);
  return {
    name: 'brain.js',
    differs: 'updates after each sample, with tanh at the output, too',
    run(steps) {
      let error = 0;
      for (let i = 0; i < steps; i++) error = net.train(samples, options).error;
      return error;
    },
  };
}
