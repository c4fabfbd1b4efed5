/** From node to node in the tape's order: forward as it was recorded, back as the gradients go. */
import { pathOf } from '../shared/paths.js';

/**
 * @param {import('./store.js').State} state
 * @param {import('./picture.js').Item[]} items those that are drawn: others are passed by
 * @param {1 | -1} by
 * @returns {import('./picture.js').Item | undefined} the next one; when none is chosen, the first or the last
 */
export function neighbour({ run: { graph }, selection: { path } }, items, by) {
  if (!graph) return undefined;
  const { nodes } = graph;
  let at = nodes.findIndex((node) => pathOf(node, graph) === path);
  if (at < 0 && by < 0) at = nodes.length;
  /** @type {import('./picture.js').Item | undefined} */
  let found;
  for (at += by; at in nodes && !found; at += by)
    found = items.find(({ node }) => node.id === nodes[at].id);
  return found;
}
