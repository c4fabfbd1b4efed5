/** A worked example's numbers, read from a subject. */
import { read } from '../../formula/evaluate.js';
import { backwardText, forwardText } from '../../formula/example.js';
import { namesIn } from '../../formula/parse.js';
import { withCopy } from '../subjects/tape.js';
import { withFunctions } from './functions.js';

/**
 * @typedef {import('../../../../wasm/slm.js').Engine} Engine
 * @typedef {import('../../../../wasm/slm.js').Tensor} Tensor
 * @typedef {import('../../../../wasm/slm.js').BackwardStep} BackwardStep
 * @typedef {import('../subjects/subject.js').Subject} Subject
 * @typedef {import('../../shared/protocol.js').Op} Op
 * @typedef {import('../../formula/example.js').Line} Line
 */

/**
 * @typedef {object} Flows what backward does at a node
 * @property {ArrayLike<number>} upstream the gradient of its output; empty if none comes by
 * @property {BackwardStep['inputs']} flows what the node adds to each input's
 * @property {ReadonlyMap<string, ArrayLike<number>>} drawn what chance decided at its last forward
 */

/**
 * Backward is walked on a copy of the tape, so the subject itself stays as it is.
 * @param {Engine} engine
 * @param {Subject} subject
 * @param {number} place of the node in the graph's description
 * @param {Op} op
 * @returns {Flows}
 */
const flowsOf = (engine, subject, place, op) =>
  withCopy(engine, subject, ({ context, root, graph }) => {
    const node = graph.nodes[place];
    const own = context.at(node.id);
    /** @type {Flows} */
    const found = { upstream: [], flows: [], drawn: new Map() };
    for (const step of root.backwardSteps()) {
      if (step.node.id !== node.id) continue;
      found.upstream = own.grad() ?? [];
      found.flows = step.inputs;
      break;
    }
    if (draws(op) && node.requires_grad)
      found.drawn = new Map([['mask', maskOf(own, node.attrs?.p)]]);
    return found;
  });

/** Whether chance decides: the formula has a mask that is no input. @param {Op} op */
const draws = ({ formula, inputs }) =>
  namesIn(read(formula).right).some(({ text }) => text === 'mask') &&
  inputs.every(({ name }) => name !== 'mask');

/**
 * The mask of y = x * mask / (1 - p), as the engine drew it: with 1 as the gradient of y, that of x is
 * mask / (1 - p).
 * @param {Tensor} y
 * @param {unknown} p
 * @returns {number[]}
 */
function maskOf(y, p) {
  const ones = Array(y.count).fill(1);
  for (const { inputs } of y.backwardSteps(ones))
    return Array.from(inputs[0].contribution ?? [], (given) => Math.round(given * (1 - Number(p))));
  return [];
}

/**
 * @param {Engine} engine
 * @param {Subject} subject
 * @param {Op[]} ops as the engine describes them
 * @param {import('../../shared/protocol.js').ExampleRequest} request
 * @returns {Line[]} how the element came out, then what it gives to its inputs; empty for a node
 *   whose formula cannot be filled in
 */
export function exampleOf(engine, subject, ops, { id, element }) {
  const { context, graph } = subject;
  const place = graph.nodes.findIndex((node) => node.id === id);
  const node = graph.nodes[place];
  const op = ops.find(({ name }) => name === node?.op);
  if (!node || !op || op.variadic) return [];
  const numbers = (/** @type {number} */ at) => {
    const tensor = context.at(at);
    return { shape: tensor.shape, values: tensor.values() ?? [] };
  };
  const { upstream, flows, drawn } = flowsOf(engine, subject, place, op);
  const [attrs, inputs, output] = [node.attrs ?? {}, node.inputs.map(numbers), numbers(id)];
  return withFunctions(engine, (functions) => {
    const worked = { op, attrs, inputs, output, upstream, drawn, functions };
    const lines = [forwardText(worked, element)];
    flows.forEach(({ before, contribution, after }, slot) => {
      if (before && contribution && after)
        lines.push(backwardText(worked, slot, element, { before, contribution, after }));
    });
    return lines.filter((line) => line !== undefined);
  });
}
