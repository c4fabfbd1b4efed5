import { nothingElse, object } from './check.js';
import { Context } from './context.js';
import { Trainer } from './trainer.js';

/** @typedef {import('./descriptions.js').Op} Op */
/** @typedef {import('./descriptions.js').Config} Config */
/** @typedef {import('./trainer.js').ConfigValue} ConfigValue */
/** @typedef {import('./errors.js').ErrorDescription} ErrorDescription */
/** @typedef {import('./heap.js').Memory} Memory */

/**
 * @typedef {object} ContextOptions
 * @property {number | bigint} [seed] of its random numbers; 0 if left out
 * @property {number} [limitBytes] memory that it may take
 */

/** An instance of the module. Made by `loadEngine`. */
export class Engine {
  #memory;

  /** @param {Memory} memory */
  constructor(memory) {
    this.#memory = memory;
  }

  /** @returns {'float' | 'double'} */
  get real() {
    return this.#memory.bytesPerReal === 8 ? 'double' : 'float';
  }

  /** The typed array of its numbers. @returns {Float32ArrayConstructor | Float64ArrayConstructor} */
  get Real() {
    return this.#memory.Real;
  }

  /** A trap has ended it: every call throws DEAD, and its tensors are lost. @returns {boolean} */
  get dead() {
    return this.#memory.dead;
  }

  /** Bytes that all contexts hold, and bytes that the instance occupies, which never shrink. */
  get bytes() {
    return { inUse: this.#memory.call('memory_total') >>> 0, reserved: this.#memory.size };
  }

  /** @param {ContextOptions} [options] @returns {Context} */
  createContext(options = {}) {
    const memory = this.#memory;
    const { seed, limitBytes, ...rest } = object(memory, 'context', 'options', options);
    nothingElse(memory, 'context', rest);
    const context = new Context(memory, memory.make('context_new'));
    try {
      if (seed !== undefined) context.seed(seed);
      if (limitBytes !== undefined) context.limitBytes(limitBytes);
    } catch (error) {
      context.free();
      throw error;
    }
    return context;
  }

  /**
   * A trainer with the default configuration and what is given; `reset` starts its run.
   * @param {Readonly<Record<string, ConfigValue>>} [config]
   * @returns {Trainer}
   */
  createTrainer(config = {}) {
    object(this.#memory, 'config', 'config', config);
    const trainer = new Trainer(this.#memory, this.#memory.make('trainer_new'));
    try {
      for (const [key, value] of Object.entries(config)) trainer.set(key, value);
    } catch (error) {
      trainer.free();
      throw error;
    }
    return trainer;
  }

  /** Every operation, with its inputs, attributes and formulas. @returns {Op[]} */
  describeOps() {
    return JSON.parse(this.#memory.description('describe_ops'));
  }

  /** The trainer's keys, data, scenarios and names. @returns {Config} */
  describeConfig() {
    return JSON.parse(this.#memory.description('describe_config'));
  }

  /** Every error that there is. @returns {ErrorDescription[]} */
  describeErrors() {
    return JSON.parse(this.#memory.description('describe_errors'));
  }
}
