/** Optimizers and clipping. */
import { choice, nothingElse, number, object } from './check.js';

/** @typedef {import('./context.js').Context} Context */

/**
 * What is left out has the kind's own default.
 * @typedef {object} OptimizerOptions
 * @property {number} [lr]
 * @property {number} [momentum]
 * @property {number} [beta1]
 * @property {number} [beta2]
 * @property {number} [eps]
 * @property {number} [weightDecay]
 */

export class Optimizer {
  #handle;

  /** @param {Context} context @param {string} kind @param {OptimizerOptions} options */
  constructor(context, kind, options) {
    this.context = context;
    this.#handle = this.#withOptions(kind, options, (code, at) =>
      context.memory.make('optimizer_new', context.handle, code, at),
    );
  }

  /** New options from the next step on. @param {string} kind @param {OptimizerOptions} [options] */
  set(kind, options = {}) {
    const { memory, handle } = this.context;
    this.#withOptions(kind, options, (code, at) =>
      memory.ask('optimizer_set', handle, this.#handle, code, at),
    );
  }

  /** Updates every parameter whose gradient is set. */
  step() {
    this.context.memory.ask('optimizer_step', this.context.handle, this.#handle);
  }

  /**
   * @template T
   * @param {string} kind
   * @param {OptimizerOptions} options
   * @param {(code: number, at: number) => T} use
   */
  #withOptions(kind, options, use) {
    const { memory } = this.context;
    const op = 'optimizer';
    const code = choice(memory, op, 'kind', 'optimizer_name', kind);
    const { lr, momentum, beta1, beta2, eps, weightDecay, ...rest } = object(
      memory,
      op,
      'options',
      options,
    );
    nothingElse(memory, op, rest);
    // In the order of slm_optimizer_options; NaN stands for the default, so none may be given.
    const given = Object.entries({ lr, momentum, beta1, beta2, eps, weightDecay });
    const values = given.map(([key, value]) => {
      if (value === undefined) return Number.NaN;
      if (!Number.isNaN(value)) return number(memory, op, key, value);
      throw memory.refuse('TYPE', { op, what: key, have: 'NaN', need: 'a number' });
    });
    return memory.lendDoubles(op, values, (at) => use(code, at));
  }
}

/**
 * See `Context.clipGradNorm`.
 * @param {Context} context
 * @param {number} maxNorm
 * @returns {number}
 */
export function clipGradNorm(context, maxNorm) {
  const op = 'clip_grad_norm';
  return context.memory.ask(op, context.handle, number(context.memory, op, 'max_norm', maxNorm));
}
