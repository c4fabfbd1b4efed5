/**
 * Links by what they end at.
 * @template {{ from: string, to: string }} Link
 * @param {Link[]} links
 * @param {'from' | 'to'} end
 * @returns {Map<string, Link[]>}
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
