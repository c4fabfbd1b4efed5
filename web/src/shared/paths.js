/** Names of nodes that outlive a tape. */

/**
 * @typedef {import('./protocol.js').TapeGraph} TapeGraph
 * @typedef {import('./protocol.js').TapeNode} TapeNode
 */

/** Paths of graphs that were asked for, by the node's id. @type {WeakMap<TapeGraph, Map<number, string>>} */
const paths = new WeakMap();

/**
 * A node's place in its network, which stays the same from tape to tape.
 * @param {TapeNode} node
 * @param {TapeGraph} graph
 */
export function pathOf(node, graph) {
  let known = paths.get(graph);
  if (!known) {
    known = pathsOf(graph);
    paths.set(graph, known);
  }
  return known.get(node.id) ?? '';
}

/** Those of the same name are numbered. @param {TapeGraph} graph */
function pathsOf({ nodes }) {
  const plain = nodes.map(({ scope, name }) => [scope, name].filter(Boolean).join('/'));
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const path of plain) counts.set(path, (counts.get(path) ?? 0) + 1);
  /** @type {Map<string, number>} */
  const seen = new Map();
  return new Map(
    nodes.map(({ id }, i) => {
      const path = plain[i];
      const place = (seen.get(path) ?? 0) + 1;
      seen.set(path, place);
      return [id, (counts.get(path) ?? 0) > 1 ? `${path}#${place}` : path];
    }),
  );
}

/** @param {string} scope @returns {string[]} "a/b" gives "a", "a/b" */
export function ancestors(scope) {
  const parts = scope ? scope.split('/') : [];
  return parts.map((_, i) => parts.slice(0, i + 1).join('/'));
}

/**
 * The modules worth a frame: every scope but one that wraps the whole model.
 * @param {TapeGraph} graph
 * @returns {string[]}
 */
export function modulesOf(graph) {
  const all = new Set(graph.nodes.flatMap((node) => ancestors(node.scope)));
  const top = [...all].filter((scope) => !scope.includes('/'));
  const wrapsAll = top.length === 1 && all.size > 1;
  return [...all].filter((scope) => !(wrapsAll && scope === top[0])).sort();
}

/** @param {string} scope @returns {string} of "mlp/linear1": "linear1" */
export const lastName = (scope) => scope.slice(scope.lastIndexOf('/') + 1);
