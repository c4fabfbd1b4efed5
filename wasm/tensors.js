import { indices, reals, string } from './check.js';
import { backwardStep, stepping, withUpstream } from './passes.js';

/** @typedef {import('./context.js').Context} Context */
/** @typedef {import('./heap.js').Reals} Reals */

/**
 * What one node's backward did to one of its inputs: before + contribution = after. All three are
 * copies, and null when the input needs no gradient.
 * @typedef {object} Contribution
 * @property {Tensor} tensor the input
 * @property {boolean} first nothing had flowed in before: the contribution is written, not added
 * @property {Reals | null} before
 * @property {Reals | null} contribution
 * @property {Reals | null} after
 */

/**
 * @typedef {object} BackwardStep
 * @property {Tensor} node whose rule was run
 * @property {Contribution[]} inputs in the order of the operation; a repeated one has two entries
 */

/**
 * A tensor of a context: its id, nothing more. What it is and holds is asked of the engine, so a
 * tensor whose tape was rewound is refused. Made by a Context.
 */
export class Tensor {
  #context;
  #id;

  /** @param {Context} context @param {number} id */
  constructor(context, id) {
    this.#context = context;
    this.#id = id;
  }

  /**
   * What the constructor was given, whatever the tensor's properties were changed to.
   * @param {unknown} value
   * @returns {{ context: Context, id: number } | null} null: it is no tensor
   */
  static made(value) {
    const isTensor = typeof value === 'object' && value !== null && #id in value;
    return isTensor ? { context: value.#context, id: value.#id } : null;
  }

  get context() {
    return this.#context;
  }

  /** Unique in its context and never used again; also its id in `describeGraph`. */
  get id() {
    return this.#id;
  }

  /** @returns {number[]} sizes of the axes; none for a scalar */
  get shape() {
    return this.#facts.shape;
  }

  /** @returns {number} elements */
  get count() {
    return this.#facts.count;
  }

  /** @returns {boolean} */
  get requiresGrad() {
    return this.#facts.requiresGrad;
  }

  /** @returns {boolean} holds indices (Int32Array), not reals */
  get isIndex() {
    return this.#facts.isIndex;
  }

  /** @returns {boolean} */
  get isParameter() {
    return this.#facts.isParameter;
  }

  /** @returns {string | null} the operation that made it; null for a leaf */
  get op() {
    return this.#facts.op;
  }

  /** @returns {string} its own name, or the operation's, or "" */
  get name() {
    return this.#facts.name;
  }

  /** @returns {string} such as "mlp/linear1"; "" at the top */
  get scope() {
    return this.#facts.scope;
  }

  /** @returns {Tensor[]} */
  get inputs() {
    return this.#facts.inputs;
  }

  /** @param {string} name @returns {this} */
  named(name) {
    const { memory, handle } = this.#context;
    memory.lendString('name', string(memory, 'name', 'the name', name), (at) =>
      memory.ask('tensor_name', handle, this.#id, at),
    );
    return this;
  }

  /** @returns {Reals | Int32Array} a copy of the values */
  values() {
    return this.view().slice();
  }

  /**
   * The values where they are. Reading is free, but the view is good only until the next call on
   * the engine: afterwards it may have length 0 (the memory has grown) or show other numbers (the
   * tape was rewound). Write with `set`, or into `writableView`.
   * @returns {Reals | Int32Array}
   */
  view() {
    const { memory, handle } = this.#context;
    const { count, isIndex } = this.#facts;
    const at = memory.ask('values', handle, this.#id);
    return isIndex ? memory.ints(at, count) : memory.reals(at, count);
  }

  /** The same for writing into a leaf of reals before the next forward. @returns {Reals} */
  writableView() {
    const { memory, handle } = this.#context;
    const { count } = this.#facts;
    return memory.reals(memory.ask('values_mut', handle, this.#id), count);
  }

  /** @returns {number} the one value of a tensor that has just one */
  item() {
    return this.#context.memory.ask('item', this.#context.handle, this.#id);
  }

  /**
   * Writes all values of a leaf. What was computed from it is out of date until `forward`.
   * @param {Reals | Int32Array | readonly number[]} values
   * @returns {this}
   */
  set(values) {
    const { memory, handle } = this.#context;
    if (this.isIndex) {
      const given = indices(memory, 'set', 'values', values);
      memory.lendWords('set', given, (at) =>
        memory.ask('index_set', handle, this.#id, at, given.length),
      );
    } else {
      const given = reals(memory, 'set', 'values', values);
      memory.lendReals('set', given, (at) => memory.ask('set', handle, this.#id, at, given.length));
    }
    return this;
  }

  /** @returns {Reals | null} a copy of the gradient; null when it requires none */
  grad() {
    return this.gradView()?.slice() ?? null;
  }

  /** The gradient where it is, with the lifetime of `view`. @returns {Reals | null} */
  gradView() {
    const { memory, handle } = this.#context;
    const { count, requiresGrad } = this.#facts;
    const at = memory.ask('grad', handle, this.#id);
    return requiresGrad ? memory.reals(at, count) : null;
  }

  /** @param {Reals | readonly number[]} grad @returns {this} */
  setGrad(grad) {
    const { memory, handle } = this.#context;
    const given = reals(memory, 'set_grad', 'values', grad);
    memory.lendReals('set_grad', given, (at) =>
      memory.ask('set_grad', handle, this.#id, at, given.length),
    );
    return this;
  }

  /** Computes again everything that this tensor is computed from. @returns {this} */
  forward() {
    this.#context.memory.ask('forward', this.#context.handle, this.#id);
    return this;
  }

  /**
   * Adds d this / d leaf to the gradient of every leaf.
   * @param {Reals | readonly number[]} [upstream] of this tensor's shape; may be left out when it
   *   has one element, and is then 1
   * @returns {this}
   */
  backward(upstream) {
    withUpstream(this.#context, 'backward', this.#id, upstream);
    return this;
  }

  /**
   * `forward`, one operation at a time. Leaving the loop early gives the rest up.
   * @returns {Generator<Tensor, void>} each tensor that was computed
   */
  forwardSteps() {
    const context = this.#context;
    const { memory, handle } = context;
    const op = 'forward_next';
    return stepping(
      context,
      op,
      () => memory.ask('forward_begin', handle, this.#id),
      () => {
        const id = memory.askUnsigned(op, handle);
        return id ? new Tensor(context, id) : null;
      },
    );
  }

  /**
   * `backward`, one node at a time. Leaving the loop early gives the rest up.
   * @param {Reals | readonly number[]} [upstream]
   * @returns {Generator<BackwardStep, void>}
   */
  backwardSteps(upstream) {
    const context = this.#context;
    return stepping(
      context,
      'backward_next',
      () => withUpstream(context, 'backward_begin', this.#id, upstream),
      () => {
        const step = backwardStep(context);
        if (!step) return null;
        const inputs = step.inputs.map(({ id, ...rest }) => {
          return { tensor: new Tensor(context, id), ...rest };
        });
        return { node: new Tensor(context, step.node), inputs };
      },
    );
  }

  get #facts() {
    return this.#context.facts(this.#id);
  }
}
