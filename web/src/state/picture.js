/** What of the tape is drawn: collapsed modules become one card, hidden nodes fall away. */
import { ancestors, modulesOf } from '../shared/paths.js';

/**
 * @typedef {import('../shared/protocol.js').TapeNode} TapeNode
 * @typedef {import('../shared/protocol.js').TapeGraph} TapeGraph
 *
 * @typedef {object} Item a card: one node, or a collapsed module that stands for its nodes
 * @property {string} key `n12` or `m:mlp/linear1`
 * @property {TapeNode} node the node itself; of a module the one that the others feed
 * @property {string} scope path of the module that holds the card
 * @property {string} [module] path of the collapsed module
 * @property {number} [size] how many nodes a collapsed module stands for
 *
 * @typedef {object} Link one operand of one node; the same operand twice is two links
 * @property {string} key
 * @property {string} from key of an item
 * @property {string} to
 * @property {TapeNode} source the tensor that flows along it
 * @property {number} slot place among the target's operands
 *
 * @typedef {{ items: Item[], links: Link[], modules: string[] }} Picture
 * @typedef {{ grouped: boolean, collapsed: ReadonlySet<string>, hidePlain: boolean }} PictureOptions
 */

/**
 * Nodes that nothing flows back through and that no gradient reaches.
 * @param {TapeNode} node
 */
const isPlain = (node) => !node.requires_grad;

/**
 * @param {TapeGraph} graph
 * @param {PictureOptions} options
 * @returns {Picture}
 */
export function pictureOf(graph, { grouped, collapsed, hidePlain }) {
  const modules = grouped ? modulesOf(graph) : [];
  const known = new Set(modules);
  /** @type {Map<string, Item>} */
  const items = new Map();
  /** @type {Map<number, string>} */
  const itemOf = new Map();

  for (const node of graph.nodes) {
    if (hidePlain && isPlain(node)) continue;
    const path = ancestors(node.scope).filter((scope) => known.has(scope));
    const closed = path.find((scope) => collapsed.has(scope));
    const key = closed === undefined ? `n${node.id}` : `m:${closed}`;
    itemOf.set(node.id, key);
    const old = items.get(key);
    if (closed === undefined || !old) {
      const scope = closed === undefined ? path.at(-1) : path[path.indexOf(closed) - 1];
      const item = { key, node, scope: scope ?? '' };
      items.set(key, closed === undefined ? item : { ...item, module: closed, size: 1 });
    } else {
      // Nodes come inputs before results, so the last one is what the module gives.
      items.set(key, { ...old, node, size: (old.size ?? 0) + 1 });
    }
  }

  /** @type {Link[]} */
  const links = [];
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  for (const node of graph.nodes) {
    const to = itemOf.get(node.id);
    node.inputs.forEach((id, slot) => {
      const from = itemOf.get(id);
      const source = byId.get(id);
      if (!from || !to || !source || from === to) return;
      links.push({ key: `${id}-${node.id}-${slot}`, from, to, source, slot });
    });
  }
  const open = modules.filter((scope) => !ancestors(scope).some((above) => collapsed.has(above)));
  return { items: [...items.values()], links, modules: open };
}
