import { indices, reals, string } from './check.js';

/** @typedef {import('./context.js').Context} Context */
/** @typedef {import('./memory.js').Reals} Reals */

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
  /** @param {Context} context @param {number} id */
  constructor(context, id) {
    this.context = context;
    /** Unique in its context and never used again; also its id in `describeGraph`. */
    this.id = id;
  }

  /** @returns {number[]} sizes of the axes; none for a scalar */
  get shape() {
    return this.context.facts(this).shape;
  }

  /** @returns {number} elements */
  get count() {
    return this.context.facts(this).count;
  }

  /** @returns {boolean} */
  get requiresGrad() {
    return this.context.facts(this).requiresGrad;
  }

  /** @returns {boolean} holds indices (Int32Array), not reals */
  get isIndex() {
    return this.context.facts(this).isIndex;
  }

  /** @returns {boolean} */
  get isParameter() {
    return this.context.facts(this).isParameter;
  }

  /** @returns {string | null} the operation that made it; null for a leaf */
  get op() {
    return this.context.facts(this).op;
  }

  /** @returns {string} its own name, or the operation's, or "" */
  get name() {
    return this.context.facts(this).name;
  }

  /** @returns {string} such as "mlp/linear1"; "" at the top */
  get scope() {
    return this.context.facts(this).scope;
  }

  /** @returns {Tensor[]} */
  get inputs() {
    return this.context.facts(this).inputs;
  }

  /** @param {string} name @returns {this} */
  named(name) {
    const { memory, handle } = this.context;
    memory.lendString('name', string(memory, 'name', 'the name', name), (at) =>
      memory.ask('tensor_name', handle, this.id, at),
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
    const { memory, handle } = this.context;
    const { count, isIndex } = this.context.facts(this);
    const at = memory.ask('values', handle, this.id);
    return isIndex ? memory.ints(at, count) : memory.reals(at, count);
  }

  /** The same for writing into a leaf of reals before the next forward. @returns {Reals} */
  writableView() {
    const { memory, handle } = this.context;
    const { count } = this.context.facts(this);
    return memory.reals(memory.ask('values_mut', handle, this.id), count);
  }

  /** @returns {number} the one value of a tensor that has just one */
  item() {
    return this.context.memory.ask('item', this.context.handle, this.id);
  }

  /**
   * Writes all values of a leaf. What was computed from it is out of date until `forward`.
   * @param {Reals | Int32Array | readonly number[]} values
   * @returns {this}
   */
  set(values) {
    const { memory, handle } = this.context;
    if (this.isIndex) {
      const given = indices(memory, 'set', 'values', values);
      memory.lendWords('set', given, (at) =>
        memory.ask('index_set', handle, this.id, at, given.length),
      );
    } else {
      const given = reals(memory, 'set', 'values', values);
      memory.lendReals('set', given, (at) => memory.ask('set', handle, this.id, at, given.length));
    }
    return this;
  }

  /** @returns {Reals | null} a copy of the gradient; null when it requires none */
  grad() {
    return this.gradView()?.slice() ?? null;
  }

  /** The gradient where it is, with the lifetime of `view`. @returns {Reals | null} */
  gradView() {
    const { memory, handle } = this.context;
    const { count, requiresGrad } = this.context.facts(this);
    const at = memory.ask('grad', handle, this.id);
    return requiresGrad ? memory.reals(at, count) : null;
  }

  /** @param {Reals | readonly number[]} grad @returns {this} */
  setGrad(grad) {
    const { memory, handle } = this.context;
    const given = reals(memory, 'set_grad', 'values', grad);
    memory.lendReals('set_grad', given, (at) =>
      memory.ask('set_grad', handle, this.id, at, given.length),
    );
    return this;
  }

  /** Computes again everything that this tensor is computed from. @returns {this} */
  forward() {
    this.context.memory.ask('forward', this.context.handle, this.id);
    return this;
  }

  /**
   * Adds d this / d leaf to the gradient of every leaf.
   * @param {Reals | readonly number[]} [upstream] of this tensor's shape; may be left out when it
   *   has one element, and is then 1
   * @returns {this}
   */
  backward(upstream) {
    this.context.withUpstream('backward', this, upstream);
    return this;
  }

  /**
   * `forward`, one operation at a time. Leaving the loop early gives the rest up.
   * @returns {Generator<Tensor, void>} each tensor that was computed
   */
  forwardSteps() {
    const { context } = this;
    const { memory, handle } = context;
    const op = 'forward_next';
    return context.stepping(
      op,
      () => memory.ask('forward_begin', handle, this.id),
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
    const { context } = this;
    return context.stepping(
      'backward_next',
      () => context.withUpstream('backward_begin', this, upstream),
      () => context.backwardStep(),
    );
  }
}
