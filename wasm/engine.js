import { Context } from './context.js';
import { Memory } from './memory.js';
import { Trainer } from './trainer.js';

/** @typedef {import('./descriptions.js').Op} Op */
/** @typedef {import('./descriptions.js').Config} Config */
/** @typedef {import('./trainer.js').ConfigValue} ConfigValue */
/** @typedef {import('./errors.js').ErrorDescription} ErrorDescription */

/**
 * @typedef {object} ContextOptions
 * @property {number | bigint} [seed] of its random numbers; 0 if left out
 * @property {number} [limitBytes] memory that it may take
 */

/** An instance of the module. Made by `loadEngine`. */
export class Engine {
  #memory;
  /** @type {Readonly<Record<string, string>>} the JSON of each description */
  #described;
  #opNames;

  /** @param {WebAssembly.Module} module */
  constructor(module) {
    const memory = new Memory(module);
    const context = memory.call('context_new');
    /** @param {string} name */
    const describe = (name) => memory.string(memory.ask(name, context));
    this.#described = {
      errors: describe('describe_errors'),
      ops: describe('describe_ops'),
      config: describe('describe_config'),
    };
    memory.ask('context_free', context);
    this.#memory = memory;
    memory.setSentences(this.describeErrors());
    const ops = this.describeOps();
    memory.keepNames(ops.flatMap(({ name, attrs }) => [name, ...attrs.map(({ key }) => key)]));
    this.#opNames = ops.map(({ name }) => name);
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
    const handle = memory.make('context_new');
    const context = new Context(memory, handle, this.#opNames);
    try {
      if (options.seed !== undefined) context.seed(options.seed);
      if (options.limitBytes !== undefined) context.limitBytes(options.limitBytes);
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
    const trainer = new Trainer(this.#memory, this.#memory.make('trainer_new'), this.#opNames);
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
    return JSON.parse(this.#described.ops);
  }

  /** The trainer's keys, data, scenarios and names. @returns {Config} */
  describeConfig() {
    return JSON.parse(this.#described.config);
  }

  /** Every error that there is. @returns {ErrorDescription[]} */
  describeErrors() {
    return JSON.parse(this.#described.errors);
  }
}
