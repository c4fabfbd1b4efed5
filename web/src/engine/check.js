/** Gradcheck of a tape in the double engine, parameter by parameter. */
import { pathOf } from '../shared/paths.js';

/**
 * @typedef {import('./subjects/subject.js').Subject} Subject
 * @typedef {import('../shared/protocol.js').CheckRow} CheckRow
 */

/** Multiplications that a check may take. Beyond it only some elements of each parameter are checked. */
const COST = 2e10;
const FEWEST = 4;

/** @param {number[]} shape */
const sizeOf = (shape) => shape.reduce((product, extent) => product * extent, 1);

/**
 * @param {Subject} subject a tape of the double engine
 * @returns {Generator<CheckRow>} one row for each parameter, as it is done
 */
export function* checkRows({ context, root, graph }) {
  const leaves = graph.nodes.filter(({ kind }) => kind === 'parameter');
  const elements = leaves.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  // A parameter's element is used about once for each row of the batch; two forwards an element.
  const rows = Math.max(1, ...graph.nodes.map(({ shape }) => shape[0] ?? 1));
  const affordable = Math.floor(COST / (2 * rows * Math.max(1, elements) * leaves.length));
  const most = Math.max(FEWEST, affordable);
  for (const node of leaves) {
    const size = sizeOf(node.shape);
    const leaf = context.at(node.id);
    const options = { leaf };
    const reports =
      size <= most
        ? [context.gradcheck(root, options)]
        : Array.from({ length: most }, (_, i) =>
            context.gradcheck(root, { ...options, element: Math.floor((i * size) / most) }),
          );
    const worst = reports.reduce((a, b) =>
      !a.leaf || b.error > a.error || (Number.isNaN(b.error) && b.leaf) ? b : a,
    );
    yield {
      path: pathOf(node, graph),
      shape: node.shape,
      size,
      checked: reports.reduce((sum, { checked }) => sum + checked, 0),
      kinks: reports.reduce((sum, { kinks }) => sum + kinks, 0),
      passed: reports.every(({ passed }) => passed),
      element: worst.element,
      analytic: worst.analytic,
      numeric: worst.numeric,
      error: worst.error,
    };
  }
}
