/** One point on its way through the network. */
import { pathOf } from '../../shared/paths.js';

/** @typedef {import('../run.js').Run} Run */

/**
 * Sends one point through the network, on a graph of its own.
 * @param {Run} run
 * @param {number[]} x
 * @returns {import('../../shared/protocol.js').Probed}
 */
export function probeOf(run, x) {
  const context = run.engineContext;
  const root = run.trainer.probe(x);
  const graph = context.describeGraph(root);
  /** @param {number} id @returns {number[]} */
  const numbers = (id) => Array.from(/** @type {Float32Array} */ (context.at(id).values()));
  const passed = graph.nodes.filter(({ kind }) => kind !== 'parameter');
  return {
    x,
    output: numbers(root.id),
    nodes: Object.fromEntries(passed.map((node) => [pathOf(node, graph), numbers(node.id)])),
  };
}
