/**
 * The training runs that must give the same bits natively and in WebAssembly: each optimizer,
 * activation and initialisation, both kinds of loss, minibatches, dropout, clipping, and widths
 * that are no multiple of a vector.
 * @type {{ name: string, config: Record<string, string> }[]}
 */
export const runs = [
  { name: 'the manual, sgd', config: {} },
  {
    name: 'momentum, tanh',
    config: {
      data: 'moons',
      noise: '0.1',
      hidden: '12,6',
      activation: 'tanh',
      optimizer: 'sgd',
      momentum: '0.9',
    },
  },
  {
    name: 'adam, gelu',
    config: {
      data: 'spiral',
      hidden: '16,16',
      activation: 'gelu',
      init: 'kaiming',
      optimizer: 'adam',
      lr: '0.01',
    },
  },
  {
    name: 'adamw, clipping',
    config: {
      data: 'circle',
      hidden: '16,8',
      optimizer: 'adamw',
      lr: '0.01',
      weight_decay: '0.1',
      clip: '0.5',
    },
  },
  {
    name: 'cross-entropy, batches',
    config: {
      data: 'three',
      hidden: '16',
      init: 'xavier',
      loss: 'cross_entropy',
      batch: '20',
      optimizer: 'adam',
      lr: '0.01',
    },
  },
  {
    name: 'batches, dropout',
    config: {
      data: 'xor',
      hidden: '33,31',
      batch: '7',
      dropout: '0.3',
      seed: '12',
      optimizer: 'adamw',
      lr: '0.01',
    },
  },
  {
    name: 'regression, sigmoid',
    config: {
      data: 'plane',
      hidden: '9,5',
      activation: 'sigmoid,tanh',
      batch: '16',
      optimizer: 'adam',
      lr: '0.01',
    },
  },
  {
    name: 'mixed activations, noise',
    config: {
      data: 'gaussians',
      noise: '0.5',
      hidden: '17,11,5',
      activation: 'relu,gelu,tanh',
      weight_decay: '0.001',
    },
  },
];
