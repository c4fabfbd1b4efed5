import {
  attribute,
  byteArray,
  callback,
  choice,
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
import { SlmError } from './errors.js';
import { Linear, Mlp, Optimizer } from './nn.js';
import { Tensor } from './tensor.js';

/** @typedef {import('./memory.js').Memory} Memory */
/** @typedef {import('./memory.js').Reals} Reals */
/** @typedef {import('./check.js').NestedNumbers} NestedNumbers */
/** @typedef {import('./descriptions.js').Graph} Graph */
/** @typedef {import('./nn.js').MlpOptions} MlpOptions */
/** @typedef {import('./nn.js').OptimizerOptions} OptimizerOptions */
/** @typedef {number | boolean | readonly number[]} AttrValue */
/** @typedef {Readonly<Record<string, AttrValue>>} Attrs */

/**
 * @typedef {object} TensorOptions
 * @property {readonly number[]} [shape] of flat data; nested lists have their own
 * @property {boolean} [requiresGrad]
 * @property {string} [name]
 */

/** @typedef {{ shape: readonly number[], values?: ArrayLike<number> }} LeafData no values: zeros */

/**
 * @typedef {object} GradcheckOptions
 * @property {Tensor} [leaf] only this one; otherwise every leaf that requires a gradient
 * @property {number} [element] only this one of the leaf
 * @property {number} [h] step, relative to max(1, |x|)
 * @property {number} [tolerance]
 * @property {number | bigint} [seed] of the random upstream gradient
 */

/**
 * @typedef {object} GradcheckReport
 * @property {boolean} passed
 * @property {number} checked elements; of these,
 * @property {number} kinks no difference says anything about, see slm_gradcheck
 * @property {Tensor | null} leaf of the worst of the others
 * @property {number} element its position
 * @property {number} analytic
 * @property {number} numeric
 * @property {number} error relative
 */

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
 * Calls what the user gave, and then `end`. There is nothing left to end when the engine died or the
 * context was freed meanwhile. The user's own error comes first.
 * @template T
 * @param {Memory} memory
 * @param {() => T} record
 * @param {() => void} end
 * @returns {T}
 */
function enclosed(memory, record, end) {
  /** @param {boolean} quiet */
  const finish = (quiet) => {
    try {
      if (!memory.dead) end();
    } catch (error) {
      const gone = error instanceof SlmError && error.code === 'HANDLE';
      if (!quiet && !gone) throw error;
    }
  };
  let result;
  try {
    result = record();
  } catch (error) {
    finish(true);
    throw error;
  }
  finish(false);
  return result;
}

/** A place on the tape. Made by `Context.mark`; one made otherwise is no place. */
export class Mark {}

/** Of each mark, what the engine knows it by. @type {WeakMap<Mark, { context: Context, bytes: Uint8Array }>} */
const places = new WeakMap();

/**
 * A tape with its parameters, its random numbers and its memory. Made by `Engine.createContext`.
 * Everything that is made in it goes with it: nothing is freed one by one.
 */
export class Context {
  #noGrad = false;
  /** How many stepped passes were begun. */
  #pass = 0;
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
        .map((name) => [name, (...operands) => this.#applyOperands(name, operands)]),
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
    const { memory } = this;
    string(memory, 'apply', 'the name', op);
    if (!Array.isArray(inputs))
      throw wrongType(memory, op, 'inputs', inputs, 'an array of Tensors');
    object(memory, op, 'attrs', attrs);
    const ids = Array.from(inputs, (input) => this.idOf(op, 'an input', input));
    const keys = Object.keys(attrs).map((key) => string(memory, op, 'an attribute', key));
    const values = keys.map((key) => attribute(memory, op, key, attrs[key]));
    const counts = values.map((value) => (Array.isArray(value) ? value.length : -1));
    return new Tensor(this, memory.apply(this.handle, op, ids, keys, counts, values.flat()));
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
    const op = 'init_weight';
    const kind = choice(this.memory, op, 'init', 'init_name', init);
    this.memory.ask(op, this.handle, this.idOf(op, 'the weight', weight), kind);
  }

  /**
   * Scales all gradients so that their L2 norm is at most `maxNorm`.
   * @param {number} maxNorm
   * @returns {number} the norm before
   */
  clipGradNorm(maxNorm) {
    const op = 'clip_grad_norm';
    return this.memory.ask(op, this.handle, number(this.memory, op, 'max_norm', maxNorm));
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
    return enclosed(this.memory, record, () => this.#setNoGrad(before));
  }

  /**
   * What is recorded meanwhile is named under `name`.
   * @template T
   * @param {string} name
   * @param {() => T} record
   * @returns {T}
   */
  scope(name, record) {
    const { memory, handle } = this;
    callback(memory, 'scope', 'record', record);
    memory.lendString('scope', string(memory, 'scope', 'the name', name), (at) =>
      memory.ask('scope_push', handle, at),
    );
    return enclosed(memory, record, () => memory.ask('scope_pop', handle));
  }

  /** While on, dropout keeps its masks when the tape is run again. @param {boolean} on */
  freezeRandom(on) {
    const op = 'freeze_random';
    this.memory.ask(op, this.handle, Number(flag(this.memory, op, 'on', on)));
  }

  /** @returns {Mark} the end of the tape as it is now */
  mark() {
    const bytes = this.memory.call('mark_bytes');
    return this.memory.lend('mark', bytes, (at) => {
      this.memory.ask('tape_mark', this.handle, at);
      const mark = new Mark();
      places.set(mark, { context: this, bytes: this.memory.bytes(at, bytes).slice() });
      return mark;
    });
  }

  /** Forgets everything recorded after the mark. @param {Mark} mark */
  rewind(mark) {
    const { memory, handle } = this;
    const place = places.get(mark);
    if (!place) throw wrongType(memory, 'rewind', 'the mark', mark, 'a Mark');
    if (place.context !== this) throw memory.refuse('MARK', {});
    memory.lendBytes('rewind', place.bytes, (at) => memory.ask('tape_rewind', handle, at));
  }

  /**
   * Everything that `root` is computed from, as bytes that either engine can load.
   * @param {Tensor} root
   * @returns {Uint8Array}
   */
  save(root) {
    const { memory, handle } = this;
    return memory.takeBytes('tape_save', handle, this.idOf('save', 'the root', root));
  }

  /**
   * Records what `save` has written; its parameters become new parameters.
   * @param {Uint8Array} bytes
   * @returns {Tensor} the root
   */
  load(bytes) {
    const { memory, handle } = this;
    const given = byteArray(memory, 'load', 'bytes', bytes);
    const id = memory.lendBytes('load', given, (at) =>
      memory.askUnsigned('tape_load', handle, at, given.length),
    );
    return new Tensor(this, id);
  }

  /**
   * Compares the gradients of `backward` with central differences; leaves no trace.
   * @param {Tensor} output
   * @param {GradcheckOptions} [options]
   * @returns {GradcheckReport}
   */
  gradcheck(output, options = {}) {
    const { memory, handle } = this;
    const op = 'gradcheck';
    const {
      leaf,
      element = -1,
      h = 0,
      tolerance = 0,
      seed = 0,
      ...rest
    } = object(memory, op, 'options', options);
    nothingElse(memory, op, rest);
    const at = memory.ask(
      'gradcheck',
      handle,
      this.idOf(op, 'the output', output),
      leaf === undefined ? 0 : this.idOf(op, 'the leaf', leaf),
      whole(memory, op, 'element', element, -1, LARGEST),
      number(memory, op, 'h', h),
      number(memory, op, 'tolerance', tolerance),
      ...seedHalves(memory, op, seed),
    );
    const [passed, checked, kinks, id, position, ...numbers] = memory.doubles(at, 8);
    const [analytic, numeric, error] = numbers;
    return {
      passed: passed === 1,
      checked,
      kinks,
      leaf: id ? new Tensor(this, id) : null,
      element: position,
      analytic,
      numeric,
      error,
    };
  }

  /**
   * Numbers about every tensor below `root`, in the order of `describeGraph`.
   * @param {Tensor} root
   * @returns {{ columns: readonly string[], rows: number, values: Float64Array }} values: row by
   *   row, NaN where there is none
   */
  statistics(root) {
    const { memory, handle } = this;
    const id = this.idOf('statistics', 'the root', root);
    const columns = memory.names('statistic_name');
    const rows = memory.askUnsigned('graph_count', handle, id);
    const count = rows * columns.length;
    const values = memory.lend('statistics', count * 8, (at) => {
      memory.ask('graph_statistics', handle, id, at, rows);
      return memory.doubles(at, count).slice();
    });
    return { columns, rows, values };
  }

  /**
   * How the values or the gradient of a tensor spread over equal bins.
   * @param {Tensor} tensor
   * @param {number} bins
   * @param {{ gradient?: boolean }} [options]
   * @returns {{ counts: Uint32Array, low: number, high: number }}
   */
  histogram(tensor, bins, options = {}) {
    const { memory, handle } = this;
    const op = 'histogram';
    const id = this.idOf(op, 'the tensor', tensor);
    const n = whole(memory, op, 'bins', bins, 1, LARGEST);
    const { gradient = false, ...rest } = object(memory, op, 'options', options);
    nothingElse(memory, op, rest);
    const ofGradient = Number(flag(memory, op, 'gradient', gradient));
    return memory.lend(op, 16 + 4 * n, (at) => {
      memory.ask(op, handle, id, ofGradient, at + 16, n, at);
      const [low, high] = memory.doubles(at, 2);
      return { counts: memory.words(at + 16, n).slice(), low, high };
    });
  }

  /** What `root` is computed from. @param {Tensor} root @returns {Graph} */
  describeGraph(root) {
    const id = this.idOf('describe_graph', 'the root', root);
    return JSON.parse(this.memory.string(this.memory.ask('describe_graph', this.handle, id)));
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

  /**
   * Calls an export that takes a root and an upstream gradient.
   * @param {string} name
   * @param {number} root its id
   * @param {Reals | readonly number[] | undefined} upstream
   */
  withUpstream(name, root, upstream) {
    const { memory, handle } = this;
    if (upstream === undefined) {
      memory.ask(name, handle, root, 0);
      return;
    }
    const given = reals(memory, 'backward', 'upstream', upstream);
    sameLength(memory, 'backward', given.length, this.facts(root).shape, 'an upstream gradient');
    memory.lendReals('backward', given, (at) => memory.ask(name, handle, root, at));
  }

  /** @returns {import('./tensor.js').BackwardStep | null} null: backward is complete */
  backwardStep() {
    const { memory } = this;
    const at = memory.ask('backward_next', this.handle);
    const [node, count] = memory.words(at, 2);
    if (!node) return null;
    const inputs = Array.from({ length: count }, (_, i) => {
      const [id, elements, first, ...arrays] = memory.words(at + 8 + 24 * i, 6);
      const [before, contribution, after] = arrays.map((address) =>
        address ? memory.reals(address, elements).slice() : null,
      );
      return { tensor: new Tensor(this, id), first: first === 1, before, contribution, after };
    });
    return { node: new Tensor(this, node), inputs };
  }

  /**
   * A stepped pass. A rewind ends it, too; what is begun then is another, which this one leaves
   * alone.
   * @template T
   * @param {string} op
   * @param {() => unknown} begin
   * @param {() => T | null} next null: complete
   * @returns {Generator<T, void>}
   */
  *stepping(op, begin, next) {
    const { memory, handle } = this;
    begin();
    const pass = ++this.#pass;
    try {
      for (;;) {
        if (pass !== this.#pass) throw memory.refuse('HANDLE', { op, what: 'pass', handle: pass });
        const step = next();
        if (!step) return;
        yield step;
      }
    } finally {
      if (pass === this.#pass && !memory.dead) memory.ask('step_end', handle);
    }
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

  /** @param {string} name @param {(Tensor | readonly Tensor[] | Attrs)[]} operands */
  #applyOperands(name, operands) {
    const last = operands.at(-1);
    const isPlain = typeof last === 'object' && last !== null && !Array.isArray(last);
    const hasAttrs = isPlain && !(last instanceof Tensor);
    const inputs = (hasAttrs ? operands.slice(0, -1) : operands).flatMap((operand) =>
      Array.isArray(operand) ? [...operand] : operand,
    );
    return this.apply(
      name,
      /** @type {Tensor[]} */ (inputs),
      hasAttrs ? /** @type {Attrs} */ (last) : {},
    );
  }
}
