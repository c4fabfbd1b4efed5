/** What hangs on an operation: a parameter, and a constant beside other operands. */

import { groupBy } from '../../shared/group.js';

/** @typedef {import('../../state/picture.js').Picture} Picture */

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
