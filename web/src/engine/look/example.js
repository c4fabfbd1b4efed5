/** An example's numbers, taken from a tape that may be walked backward. */
import { backwardText, forwardText } from '../../formula/example.js';

/**
 * @typedef {import('../../../../wasm/slm.js').Context} Context
 * @typedef {import('../../../../wasm/slm.js').Tensor} Tensor
 */

/**
 * @param {Context} context
 * @param {Tensor} root
 * @param {number} place of the node in the graph's description
 * @param {number} element of the node
 * @param {import('../../shared/protocol.js').Op[]} ops as the engine describes them
 * @returns {import('../../formula/example.js').Line[]} how the element came out, then what it gives to its inputs; empty for a node
 *   whose formula cannot be filled in
 */
export function exampleOf(context, root, place, element, ops) {
  const node = context.describeGraph(root).nodes[place];
  const op = ops.find(({ name }) => name === node?.op);
  if (!node || !op || op.variadic) return [];
  const numbers = (/** @type {Tensor} */ tensor) => ({
    shape: tensor.shape,
    values: tensor.values() ?? [],
  });
  const tensors = node.inputs.map((id) => context.at(id));
  const own = context.at(node.id);
  const worked = {
    op,
    attrs: node.attrs ?? {},
    inputs: tensors.map((tensor) => numbers(tensor)),
    output: numbers(own),
    upstream: /** @type {ArrayLike<number>} */ ([]),
  };
  /** What the node gave to its inputs. @type {import('../../../../wasm/slm.js').BackwardStep['inputs']} */
  let flows = [];
  for (const step of root.backwardSteps()) {
    if (step.node.id !== node.id) continue;
    worked.upstream = own.grad() ?? [];
    flows = step.inputs;
    break;
  }
  const written = (/** @type {Record<string, unknown>} */ attrs) => {
    const lines = [forwardText({ ...worked, attrs }, element)];
    flows.forEach(({ before, contribution, after }, slot) => {
      if (!before || !contribution || !after) return;
      const flow = { before, contribution, after };
      lines.push(backwardText({ ...worked, attrs }, slot, element, flow));
    });
    return lines.filter((line) => line !== undefined);
  };
  if (!draws(op)) return written(worked.attrs);
  const [kept, dropped] = [1, 0].map((mask) => written({ ...worked.attrs, mask }));
  return kept.length >= dropped.length ? kept : dropped;
}

/**
 * Whether chance decides: the formula has a mask that is no input. No tape tells what was drawn, but
 * it is 1 or 0, and only one of them gives the engine's numbers.
 * @param {import('../../shared/protocol.js').Op} op
 */
const draws = ({ formula, inputs }) =>
  /\bmask\b/.test(formula) && inputs.every(({ name }) => name !== 'mask');
