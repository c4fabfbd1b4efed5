/** Backward with an upstream gradient, and passes one node at a time. */
import { reals, sameLength } from './check.js';

/** @typedef {import('./context.js').Context} Context */
/** @typedef {import('./heap.js').Reals} Reals */

/** How many stepped passes were begun in a context. @type {WeakMap<Context, number>} */
const begun = new WeakMap();

/**
 * Calls an export that takes a root and an upstream gradient.
 * @param {Context} context
 * @param {string} name
 * @param {number} root its id
 * @param {Reals | readonly number[] | undefined} upstream
 */
export function withUpstream(context, name, root, upstream) {
  const { memory, handle } = context;
  if (upstream === undefined) {
    memory.ask(name, handle, root, 0);
    return;
  }
  const given = reals(memory, 'backward', 'upstream', upstream);
  sameLength(memory, 'backward', given.length, context.facts(root).shape, 'an upstream gradient');
  memory.lendReals('backward', given, (at) => memory.ask(name, handle, root, at));
}

/**
 * What one node's backward did to one of its inputs, which is an id here.
 * @typedef {Omit<import('./tensors.js').Contribution, 'tensor'> & { id: number }} IdContribution
 */

/**
 * Runs the rule of the next node.
 * @param {Context} context
 * @returns {{ node: number, inputs: IdContribution[] } | null} ids; null: backward is complete
 */
export function backwardStep(context) {
  const { memory, handle } = context;
  const at = memory.ask('backward_next', handle);
  const [node, count] = memory.words(at, 2);
  if (!node) return null;
  const inputs = Array.from({ length: count }, (_, i) => {
    const [id, elements, first, ...arrays] = memory.words(at + 8 + 24 * i, 6);
    const [before, contribution, after] = arrays.map((address) =>
      address ? memory.reals(address, elements).slice() : null,
    );
    return { id, first: first === 1, before, contribution, after };
  });
  return { node, inputs };
}

/**
 * A stepped pass. A rewind ends it, too; what is begun then is another, which this one leaves
 * alone.
 * @template T
 * @param {Context} context
 * @param {string} op
 * @param {() => unknown} begin
 * @param {() => T | null} next null: complete
 * @returns {Generator<T, void>}
 */
export function* stepping(context, op, begin, next) {
  const { memory, handle } = context;
  begin();
  const pass = (begun.get(context) ?? 0) + 1;
  begun.set(context, pass);
  try {
    for (;;) {
      if (pass !== begun.get(context))
        throw memory.refuse('HANDLE', { op, what: 'pass', handle: pass });
      const step = next();
      if (!step) return;
      yield step;
    }
  } finally {
    if (pass === begun.get(context) && !memory.dead) memory.ask('step_end', handle);
  }
}
