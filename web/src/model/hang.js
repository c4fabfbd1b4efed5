/** What hangs on an operation: a parameter, and a constant beside other operands. */

/**
 * @typedef {import('./graph.js').Picture} Picture
 * @typedef {import('./graph.js').Link} Link
 */

/**
 * Links by the item that they end at.
 * @param {Link[]} links
 * @param {'from' | 'to'} end
 */
export function groupBy(links, end) {
  /** @type {Map<string, Link[]>} */
  const groups = new Map();
  for (const link of links) {
    const list = groups.get(link[end]);
    if (list) list.push(link);
    else groups.set(link[end], [link]);
  }
  return groups;
}

/**
 * Which item hangs on which: leaves with a single use, beside an operand that does not hang.
 * @param {Picture} picture
 * @returns {Map<string, string>} hanging item to its operation
 */
export function hangers(picture) {
  const into = groupBy(picture.links, 'to');
  const outOf = groupBy(picture.links, 'from');
  const items = new Map(picture.items.map((item) => [item.key, item]));
  /** @type {Map<string, string>} */
  const hung = new Map();
  for (const [to, links] of into) {
    const candidates = links.filter(({ from }) => {
      const item = items.get(from);
      const uses = outOf.get(from)?.length;
      const sameModule = item?.scope === items.get(to)?.scope;
      return item && !item.module && item.node.kind !== 'op' && uses === 1 && sameModule;
    });
    // Something must remain for the data to come in by; the first leaf plays that part if need be.
    const others = links.length - candidates.length;
    const free = candidates.filter(({ from }) => items.get(from)?.node.kind !== 'parameter');
    const keep = others > 0 ? undefined : (free[0] ?? candidates[0]);
    const hang = candidates.filter((link) => link !== keep);
    const chosen = hang.find((link) => items.get(link.from)?.node.kind === 'parameter') ?? hang[0];
    if (chosen && hung.get(to) === undefined) hung.set(chosen.from, to);
  }
  return hung;
}
