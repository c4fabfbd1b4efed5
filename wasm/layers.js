/** Layers. Made by a Context, and gone with it. */
import { choice, flag, list, nothingElse, number, object, sizes, string, whole } from './check.js';
import { Tensor } from './tensors.js';

/** @typedef {import('./context.js').Context} Context */

const LARGEST_SIZE = 2 ** 32 - 1;

/** y = x W + b */
export class Linear {
  /**
   * @param {Context} context
   * @param {Tensor} weight (inputs, outputs)
   * @param {Tensor} bias (outputs)
   */
  constructor(context, weight, bias) {
    this.context = context;
    this.weight = weight;
    this.bias = bias;
  }

  /**
   * @param {Context} context
   * @param {string} name
   * @param {number} inputs
   * @param {number} outputs
   * @param {{ init?: string }} options
   */
  static make(context, name, inputs, outputs, options) {
    const { memory, handle } = context;
    const op = 'linear';
    const { init = memory.names('init_name')[0], ...rest } = object(memory, op, 'options', options);
    nothingElse(memory, op, rest);
    const kind = choice(memory, op, 'init', 'init_name', init);
    const text = string(memory, op, 'the name', name);
    whole(memory, op, 'inputs', inputs, 0, LARGEST_SIZE);
    whole(memory, op, 'outputs', outputs, 0, LARGEST_SIZE);
    const [weight, bias] = memory.lendString(op, text, (nameAt) =>
      memory.lend(op, 8, (at) => {
        memory.ask('linear_new', handle, nameAt, inputs, outputs, kind, at);
        return memory.words(at, 2).slice();
      }),
    );
    return new Linear(context, new Tensor(context, weight), new Tensor(context, bias));
  }

  /** @param {Tensor} x (..., inputs) @returns {Tensor} (..., outputs) */
  forward(x) {
    const { context, weight, bias } = this;
    const ids = Object.entries({ weight, bias, x }).map(([what, tensor]) =>
      context.idOf('linear', what, tensor),
    );
    const { memory, handle } = context;
    return new Tensor(context, memory.askUnsigned('linear_forward', handle, ...ids));
  }
}

/**
 * @typedef {object} MlpOptions
 * @property {number} inputs
 * @property {number} outputs
 * @property {readonly number[]} [hidden] widths of the hidden layers
 * @property {string | readonly string[]} [activation] after each hidden layer
 * @property {string} [output] activation after the last layer
 * @property {number} [dropout] after each hidden activation
 * @property {string} [init]
 */

export class Mlp {
  #handle;

  /** @param {Context} context @param {MlpOptions} options */
  constructor(context, options) {
    const { memory, handle } = context;
    const op = 'mlp';
    const [identity] = memory.names('activation_name');
    const {
      inputs,
      outputs,
      hidden = [],
      activation = identity,
      output = identity,
      dropout = 0,
      init = memory.names('init_name')[0],
      ...rest
    } = object(memory, op, 'options', options);
    nothingElse(memory, op, rest);
    const widths = sizes(memory, op, hidden);
    const named = Array.isArray(activation)
      ? list(memory, op, 'activation', activation, 'a list')
      : widths.map(() => activation);
    if (named.length !== widths.length) {
      throw memory.refuse('LENGTH', {
        op,
        count: named.length,
        what: 'activation',
        shape: `(${widths.length})`,
        need: widths.length,
      });
    }
    /** @param {unknown} name */
    const code = (name) => choice(memory, op, 'activation', 'activation_name', name);
    const numbers = [
      whole(memory, op, 'inputs', inputs, 0, LARGEST_SIZE),
      whole(memory, op, 'outputs', outputs, 0, LARGEST_SIZE),
      widths.length,
    ];
    const last = [
      code(output),
      number(memory, op, 'dropout', dropout),
      choice(memory, op, 'init', 'init_name', init),
    ];
    this.context = context;
    this.#handle = memory.lendWords(op, [...widths, ...named.map(code)], (at) =>
      memory.make('mlp_new', handle, ...numbers, at, at + 4 * widths.length, ...last),
    );
  }

  /**
   * @param {Tensor} x (n, inputs)
   * @param {{ training?: boolean }} [options] training: with dropout
   * @returns {Tensor} (n, outputs)
   */
  forward(x, options = {}) {
    const { context } = this;
    const op = 'mlp';
    const id = context.idOf(op, 'x', x);
    const { memory, handle } = context;
    const { training = false, ...rest } = object(memory, op, 'options', options);
    nothingElse(memory, op, rest);
    const drops = Number(flag(memory, op, 'training', training));
    return new Tensor(context, memory.askUnsigned('mlp_forward', handle, this.#handle, id, drops));
  }
}

/**
 * See `Context.initWeight`.
 * @param {Context} context
 * @param {Tensor} weight
 * @param {string} init
 */
export function initWeight(context, weight, init) {
  const op = 'init_weight';
  const kind = choice(context.memory, op, 'init', 'init_name', init);
  context.memory.ask(op, context.handle, context.idOf(op, 'the weight', weight), kind);
}
