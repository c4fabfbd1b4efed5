/** An example's numbers, taken from a tape that may be walked backward. */
import { backwardText, forwardText } from '../model/example.js';

/**
 * @typedef {import('../../../wasm/slm.js').Context} Context
 * @typedef {import('../../../wasm/slm.js').Tensor} Tensor
 */

/**
 * @param {Context} context
 * @param {Tensor} root
 * @param {number} place of the node in the graph's description
 * @param {number} element of the node
 * @param {import('../model/protocol.js').Op[]} ops as the engine describes them
 * @returns {import('../model/example.js').Line[]} how the element came out, then what it gives to its inputs; empty for a node
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
  const lines = [forwardText(worked, element)];
  for (const step of root.backwardSteps()) {
    if (step.node.id !== node.id) continue;
    worked.upstream = own.grad() ?? [];
    step.inputs.forEach(({ before, contribution, after }, slot) => {
      if (!before || !contribution || !after) return;
      lines.push(backwardText(worked, slot, element, { before, contribution, after }));
    });
    break;
  }
  return lines.filter((line) => line !== undefined);
}
