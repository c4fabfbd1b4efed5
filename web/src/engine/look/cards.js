/** The cards of a subject: statistics, cells and histograms of its tensors. */
import { gridOf } from '../../shared/heat.js';

/**
 * @typedef {import('../subjects/subject.js').Subject} Subject
 * @typedef {import('../../../../wasm/slm.js').Tensor} Tensor
 * @typedef {import('../../shared/protocol.js').NodeFrame} NodeFrame
 * @typedef {import('../../shared/protocol.js').Histogram} Histogram
 */

const BINS = 32;

/** @param {Subject} subject @returns {Map<number, NodeFrame>} every node's statistics and cells, by id */
export function nodesOf({ context, root, graph }) {
  const { columns, values: table } = context.statistics(root);
  return new Map(
    graph.nodes.map((node, i) => {
      const row = table.subarray(i * columns.length, (i + 1) * columns.length);
      const statistics = Object.fromEntries(columns.map((name, k) => [name, row[k]]));
      const tensor = context.at(node.id);
      const value = gridOf(tensor.view(), node.shape);
      // The engine's norm leaves out what is not finite.
      const whole = node.requires_grad && !(statistics.gradient_nonfinite > 0);
      const norm = whole ? statistics.gradient_norm : Number.NaN;
      const gradient = node.requires_grad ? tensor.gradView() : null;
      return [
        node.id,
        {
          statistics,
          norm,
          bad: statistics.nonfinite || 0,
          badGradient: statistics.gradient_nonfinite || 0,
          dead: node.op === 'relu' ? statistics.dead_units : 0,
          units: node.shape.at(-1) ?? 1,
          value,
          gradient: gradient && gridOf(gradient, node.shape),
        },
      ];
    }),
  );
}

/**
 * @param {Subject} subject
 * @param {Tensor} tensor
 * @param {boolean} gradient of it, not of the values
 * @returns {Histogram}
 */
export function histogramOf({ context }, tensor, gradient) {
  const { counts, ...range } = context.histogram(tensor, BINS, { gradient });
  const counted = counts.reduce((sum, n) => sum + n, 0);
  return { ...range, counts: Array.from(counts), whole: counted === tensor.count };
}

/** Of every tensor of more than one number that a gradient flows through. @param {Subject} subject */
export function distributionsOf(subject) {
  const shown = subject.graph.nodes.filter(
    ({ requires_grad, shape }) => requires_grad && shape.some((extent) => extent > 1),
  );
  return shown.map(({ id }) => {
    const tensor = subject.context.at(id);
    return {
      id,
      value: histogramOf(subject, tensor, false),
      gradient: histogramOf(subject, tensor, true),
    };
  });
}
