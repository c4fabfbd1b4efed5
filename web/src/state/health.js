/** What is wrong with a node, told from its statistics, and the rule that says so. */

/**
 * @typedef {import('../shared/protocol.js').NodeFrame} NodeFrame
 * @typedef {import('../shared/protocol.js').TapeGraph} TapeGraph
 * @typedef {{ kind: 'dead' | 'vanishing' | 'exploding' | 'bad',
 *   args: Record<string, number> }} Finding
 */

/** A relu is called dead when this share of its units is. */
export const DEAD_SHARE = 0.25;
/** A parameter's gradient vanishes below this share of the largest one. */
export const VANISHING = 1e-4;
/** A gradient explodes above this norm. */
export const EXPLODING = 1e3;

/**
 * @param {TapeGraph} graph
 * @param {ReadonlyMap<number, NodeFrame>} nodes
 * @returns {Map<number, Finding>} the gravest finding of each node that has one
 */
export function findings(graph, nodes) {
  /** @type {Map<number, Finding>} */
  const found = new Map();
  let largest = 0;
  for (const node of graph.nodes) {
    const norm = nodes.get(node.id)?.norm ?? Number.NaN;
    if (node.kind === 'parameter' && norm > largest) largest = norm;
  }
  for (const node of graph.nodes) {
    const frame = nodes.get(node.id);
    if (!frame) continue;
    const { norm, bad, badGradient, dead, units } = frame;
    if (bad + badGradient > 0) found.set(node.id, { kind: 'bad', args: { bad, badGradient } });
    else if (norm > EXPLODING)
      found.set(node.id, { kind: 'exploding', args: { norm, limit: EXPLODING } });
    else if (dead > 0 && dead >= DEAD_SHARE * units)
      found.set(node.id, { kind: 'dead', args: { dead, units } });
    else if (node.kind === 'parameter' && norm < VANISHING * largest)
      found.set(node.id, { kind: 'vanishing', args: { norm, limit: VANISHING } });
  }
  return found;
}
