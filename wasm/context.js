import {
  callback,
  dataAndShape,
  flag,
  indices,
  nothingElse,
  number,
  object,
  reals,
  sameLength,
  seedHalves,
  sizes,
  string,
  whole,
  wrongType,
} from './check.js';
import * as inspect from './inspect.js';
import { initWeight, Linear, Mlp } from './layers.js';
import * as tape from './tape.js';
import { Tensor } from './tensors.js';
import { clipGradNorm, Optimizer } from './training.js';

/** @typedef {import('./heap.js').Memory} Memory */
/** @typedef {import('./heap.js').Reals} Reals */
/** @typedef {import('./check.js').NestedNumbers} NestedNumbers */
/** @typedef {import('./descriptions.js').Graph} Graph */
/** @typedef {import('./layers.js').MlpOptions} MlpOptions */
/** @typedef {import('./training.js').OptimizerOptions} OptimizerOptions */
/** @typedef {import('./tape.js').Attrs} Attrs */
/** @typedef {import('./tape.js').Mark} Mark */
/** @typedef {import('./inspect.js').GradcheckOptions} GradcheckOptions */
/** @typedef {import('./inspect.js').GradcheckReport} GradcheckReport */

/**
 * @typedef {object} TensorOptions
 * @property {readonly number[]} [shape] of flat data; nested lists have their own
 * @property {boolean} [requiresGrad]
 * @property {string} [name]
 */

/** @typedef {{ shape: readonly number[], values?: ArrayLike<number> }} LeafData no values: zeros */

/**
 * A function for every operation that the module has: `ops.matmul(a, b)`, `ops.sum(x, { axes: [0] })`.
 * @typedef {Record<string, (...operands: (Tensor | readonly Tensor[] | Attrs)[]) => Tensor>} Ops
 */

const LARGEST = 2 ** 31 - 1;

/**
 * @param {Memory} memory
 * @param {string} op
 * @param {TensorOptions} options
 */
function leafOptions(memory, op, options) {
  const given = object(memory, op, 'options', options);
  const { shape, name = '', requiresGrad = false, ...rest } = given;
  nothingElse(memory, op, rest);
  string(memory, op, 'the name', name);
  flag(memory, op, 'requiresGrad', requiresGrad);
  return { shape, name, requiresGrad };
}

/**
 * A tape with its parameters, its random numbers and its memory. Made by `Engine.createContext`.
 * Everything that is made in it goes with it: nothing is freed one by one.
 */
export class Context {
  #noGrad = false;
  /** @type {Ops | undefined} */
  #ops;

  /**
   * @param {Memory} memory
   * @param {number} handle
   */
  constructor(memory, handle) {
    this.memory = memory;
    this.handle = handle;
  }

  /** @returns {Ops} */
  get ops() {
    this.#ops ??= Object.fromEntries(
      this.memory
        .opNames()
        .map((name) => [name, (...operands) => tape.applyOperands(this, name, operands)]),
    );
    return this.#ops;
  }

  /** Frees the context and all that was made in it. */
  free() {
    this.memory.ask('context_free', this.handle);
  }

  /** Bytes that the context holds, now and at most so far. */
  get bytes() {
    return {
      inUse: this.memory.askUnsigned('memory_in_use', this.handle),
      peak: this.memory.askUnsigned('memory_peak', this.handle),
    };
  }

  /** What would take more fails with MEMORY. @param {number} bytes */
  limitBytes(bytes) {
    const limit = bytes === Infinity ? 2 ** 32 - 1 : bytes;
    whole(this.memory, 'limit', 'bytes', limit, 0, 2 ** 32 - 1);
    this.memory.ask('memory_limit', this.handle, limit);
  }

  /** @param {number | bigint} seed of the context's random numbers */
  seed(seed) {
    this.memory.ask('seed', this.handle, ...seedHalves(this.memory, 'seed', seed));
  }

  /** Where the random numbers are, to go on from there later. @returns {bigint} */
  get randomState() {
    const at = this.memory.ask('random_state', this.handle);
    const [low, high] = this.memory.words(at, 2);
    return (BigInt(high) << 32n) | BigInt(low);
  }

  set randomState(state) {
    this.memory.ask('random_restore', this.handle, ...seedHalves(this.memory, 'seed', state));
  }

  /**
   * A leaf of reals: from a number, nested lists, or flat data and a shape.
   * @param {NestedNumbers | Reals} data
   * @param {TensorOptions} [options]
   * @returns {Tensor}
   */
  tensor(data, options = {}) {
    const { memory } = this;
    const { shape, ...rest } = leafOptions(memory, 'tensor', options);
    const given = dataAndShape(memory, 'tensor', data, shape, reals);
    return this.#leaf('tensor', 'lendReals', given, rest);
  }

  /**
   * @param {readonly number[]} shape
   * @param {TensorOptions} [options]
   * @returns {Tensor}
   */
  zeros(shape, options = {}) {
    const given = { shape: sizes(this.memory, 'tensor', shape) };
    return this.#leaf('tensor', 'lendReals', given, leafOptions(this.memory, 'tensor', options));
  }

  /**
   * A leaf of indices, such as classes or tokens. It has no gradient.
   * @param {NestedNumbers | Int32Array} data
   * @param {TensorOptions} [options]
   * @returns {Tensor}
   */
  index(data, options = {}) {
    const { memory } = this;
    const { shape, ...rest } = leafOptions(memory, 'index', options);
    const given = dataAndShape(memory, 'index', data, shape, indices);
    return this.#leaf('index', 'lendWords', given, rest);
  }

  /**
   * A leaf that requires a gradient, is no part of the tape and lives as long as the context.
   * @param {string} name it is kept under the open scopes
   * @param {readonly number[]} shape
   * @param {Reals | readonly number[]} [values] zeros if left out
   * @returns {Tensor}
   */
  parameter(name, shape, values) {
    const { memory } = this;
    const op = 'parameter';
    const checked = sizes(memory, op, shape);
    const text = string(memory, op, 'the name', name);
    const given = values === undefined ? values : reals(memory, op, 'values', values);
    if (given) sameLength(memory, op, given.length, checked);
    return this.#make(op, 'lendReals', { shape: checked, values: given }, text);
  }

  /** @returns {Tensor[]} in order of creation */
  get parameters() {
    const count = this.memory.askUnsigned('parameter_count', this.handle);
    return Array.from({ length: count }, (_, i) => this.#at('parameter_at', i));
  }

  /** @param {number} n @returns {Tensor} (n,n), 1 where the column is after the row */
  causalMask(n) {
    const size = whole(this.memory, 'causal_mask', 'n', n, 0, LARGEST);
    return new Tensor(this, this.memory.askUnsigned('causal_mask', this.handle, size));
  }

  /** @param {number} id as in `describeGraph` @returns {Tensor} */
  at(id) {
    this.facts(whole(this.memory, 'at', 'id', id, 1, 2 ** 32 - 1));
    return new Tensor(this, id);
  }

  /** @returns {Tensor[]} the tape in order of recording: leaves and results, not parameters */
  get tape() {
    const count = this.memory.askUnsigned('tape_count', this.handle);
    return Array.from({ length: count }, (_, i) => this.#at('tape_at', i));
  }

  /**
   * Computes an operation and records it.
   * @param {string} op
   * @param {readonly Tensor[]} inputs
   * @param {Attrs} [attrs]
   * @returns {Tensor}
   */
  apply(op, inputs, attrs = {}) {
    return tape.apply(this, op, inputs, attrs);
  }

  /**
   * A linear layer: its two parameters are made within the open scopes and `name`.
   * @param {string} name
   * @param {number} inputs
   * @param {number} outputs
   * @param {{ init?: string }} [options] how the weight starts; one of `describeConfig`'s "init"
   * @returns {Linear}
   */
  linear(name, inputs, outputs, options = {}) {
    return Linear.make(this, name, inputs, outputs, options);
  }

  /** Linear layers with an activation after each but the last. @param {MlpOptions} options */
  mlp(options) {
    return new Mlp(this, options);
  }

  /**
   * An optimizer of all parameters of the context, also those made later.
   * @param {string} kind one of `describeConfig`'s "optimizer"
   * @param {OptimizerOptions} [options]
   */
  optimizer(kind, options = {}) {
    return new Optimizer(this, kind, options);
  }

  /**
   * Fills a weight (inputs, outputs) with the context's random numbers.
   * @param {Tensor} weight
   * @param {string} init
   */
  initWeight(weight, init) {
    initWeight(this, weight, init);
  }

  /**
   * Scales all gradients so that their L2 norm is at most `maxNorm`.
   * @param {number} maxNorm
   * @returns {number} the norm before
   */
  clipGradNorm(maxNorm) {
    return clipGradNorm(this, maxNorm);
  }

  /** Marks the gradient of every leaf as unset: the next contribution writes instead of adding. */
  zeroGrad() {
    this.memory.ask('zero_grad', this.handle);
  }

  /**
   * What is recorded meanwhile requires no gradient.
   * @template T
   * @param {() => T} record
   * @returns {T}
   */
  noGrad(record) {
    callback(this.memory, 'no_grad', 'record', record);
    const before = this.#noGrad;
    this.#setNoGrad(true);
    return tape.enclosed(this.memory, record, () => this.#setNoGrad(before));
  }

  /**
   * What is recorded meanwhile is named under `name`.
   * @template T
   * @param {string} name
   * @param {() => T} record
   * @returns {T}
   */
  scope(name, record) {
    return tape.scope(this, name, record);
  }

  /** While on, dropout keeps its masks when the tape is run again. @param {boolean} on */
  freezeRandom(on) {
    const op = 'freeze_random';
    this.memory.ask(op, this.handle, Number(flag(this.memory, op, 'on', on)));
  }

  /** @returns {Mark} the end of the tape as it is now */
  mark() {
    return tape.mark(this);
  }

  /** Forgets everything recorded after the mark. @param {Mark} mark */
  rewind(mark) {
    return tape.rewind(this, mark);
  }

  /**
   * Everything that `root` is computed from, as bytes that either engine can load.
   * @param {Tensor} root
   * @returns {Uint8Array}
   */
  save(root) {
    return tape.save(this, root);
  }

  /**
   * Records what `save` has written; its parameters become new parameters. Nothing is computed:
   * results hold zeros until `root.forward()`, which gives the saved values after `freezeRandom(true)`.
   * @param {Uint8Array} bytes
   * @returns {Tensor} the root
   */
  load(bytes) {
    return tape.load(this, bytes);
  }

  /**
   * Compares the gradients of `backward` with central differences; leaves no trace.
   * @param {Tensor} output
   * @param {GradcheckOptions} [options]
   * @returns {GradcheckReport}
   */
  gradcheck(output, options = {}) {
    return inspect.gradcheck(this, output, options);
  }

  /**
   * Numbers about every tensor below `root`, in the order of `describeGraph`.
   * @param {Tensor} root
   * @returns {{ columns: readonly string[], rows: number, values: Float64Array }} values: row by
   *   row, NaN where there is none
   */
  statistics(root) {
    return inspect.statistics(this, root);
  }

  /**
   * How the values or the gradient of a tensor spread over equal bins.
   * @param {Tensor} tensor
   * @param {number} bins
   * @param {{ gradient?: boolean }} [options]
   * @returns {{ counts: Uint32Array, low: number, high: number }}
   */
  histogram(tensor, bins, options = {}) {
    return inspect.histogram(this, tensor, bins, options);
  }

  /** What `root` is computed from. @param {Tensor} root @returns {Graph} */
  describeGraph(root) {
    return inspect.describeGraph(this, root);
  }

  /**
   * The id of a tensor of this context.
   * @param {string} op
   * @param {string} what
   * @param {unknown} tensor
   * @returns {number}
   */
  idOf(op, what, tensor) {
    const made = Tensor.made(tensor);
    if (!made) throw wrongType(this.memory, op, what, tensor, 'a Tensor');
    if (made.context !== this) throw this.memory.refuse('FOREIGN', { op, what });
    return made.id;
  }

  /** What a tensor is. @param {number} id */
  facts(id) {
    const { memory } = this;
    const at = memory.ask('tensor_facts', this.handle, id);
    const [rank, shapeAt, count, requiresGrad, isIndex, isParameter, op, name, scope, inputs] =
      memory.words(at, 10);
    return {
      shape: [...memory.words(shapeAt, rank)],
      count,
      requiresGrad: requiresGrad === 1,
      isIndex: isIndex === 1,
      isParameter: isParameter === 1,
      op: op ? memory.string(op) : null,
      name: memory.string(name),
      scope: memory.string(scope),
      inputs: Array.from(memory.words(at + 40, inputs), (id) => new Tensor(this, id)),
    };
  }

  /** @param {boolean} on */
  #setNoGrad(on) {
    this.memory.ask('no_grad', this.handle, Number(on));
    this.#noGrad = on;
  }

  /** @param {string} name @param {number} i */
  #at(name, i) {
    return new Tensor(this, this.memory.askUnsigned(name, this.handle, i));
  }

  /**
   * A leaf of the tape.
   * @param {'tensor' | 'index'} op
   * @param {'lendReals' | 'lendWords'} lend
   * @param {LeafData} given
   * @param {{ name: string, requiresGrad: boolean }} options
   */
  #leaf(op, lend, given, { name, requiresGrad }) {
    // Indices have no gradient: their export takes no such argument.
    return this.#make(op, lend, given, name, Number(requiresGrad));
  }

  /**
   * With its name and values, in one call: when it is refused, nothing is there.
   * @param {string} op also the export
   * @param {'lendReals' | 'lendWords'} lend
   * @param {LeafData} given
   * @param {string} name
   * @param {number[]} rest
   */
  #make(op, lend, { shape, values }, name, ...rest) {
    const { memory, handle } = this;
    const id = memory.lendString(op, name, (nameAt) =>
      memory.lendWords(op, shape, (shapeAt) =>
        memory[lend](op, values ?? [], (at) =>
          memory.askUnsigned(
            op,
            ...[handle, shape.length, shapeAt, values ? at : 0, nameAt, ...rest],
          ),
        ),
      ),
    );
    return new Tensor(this, id);
  }
}
