/** A worked example's numbers, read from a subject. */
import { backwardText, forwardText } from '../../formula/example.js';
import { withCopy } from '../subjects/tape.js';

/**
 * @typedef {import('../../../../wasm/slm.js').Engine} Engine
 * @typedef {import('../../../../wasm/slm.js').Tensor} Tensor
 * @typedef {import('../../../../wasm/slm.js').BackwardStep} BackwardStep
 * @typedef {import('../subjects/subject.js').Subject} Subject
 * @typedef {import('../../formula/example.js').Line} Line
 */

/**
 * What the gradient of a node's output is, and what the node adds to each input's, while backward is
 * walked from the root. The walk needs a copy of the tape, so the subject itself stays as it is.
 * @param {Engine} engine
 * @param {Subject} subject
 * @param {number} place of the node in the graph's description
 * @returns {{ upstream: ArrayLike<number>, flows: BackwardStep['inputs'] }} empty if no gradient
 *   comes by
 */
function flowsOf(engine, subject, place) {
  return withCopy(engine, subject, ({ root, graph }) => {
    const { id } = graph.nodes[place];
    for (const step of root.backwardSteps())
      if (step.node.id === id) return { upstream: step.node.grad() ?? [], flows: step.inputs };
    return { upstream: [], flows: [] };
  });
}

/**
 * @param {Engine} engine
 * @param {Subject} subject
 * @param {import('../../shared/protocol.js').Op[]} ops as the engine describes them
 * @param {import('../../shared/protocol.js').ExampleRequest} request
 * @returns {Line[]} how the element came out, then what it gives to its inputs; empty for a node
 *   whose formula cannot be filled in
 */
export function exampleOf(engine, subject, ops, { id, element }) {
  const place = subject.graph.nodes.findIndex((node) => node.id === id);
  const node = subject.graph.nodes[place];
  const op = ops.find(({ name }) => name === node?.op);
  if (!node || !op || op.variadic) return [];
  const numbers = (/** @type {Tensor} */ tensor) => ({
    shape: tensor.shape,
    values: tensor.values() ?? [],
  });
  const { context } = subject;
  const { upstream, flows } = flowsOf(engine, subject, place);
  const worked = {
    op,
    attrs: node.attrs ?? {},
    inputs: node.inputs.map((input) => numbers(context.at(input))),
    output: numbers(context.at(id)),
    upstream,
  };
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
